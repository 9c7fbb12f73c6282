

mod documents;
