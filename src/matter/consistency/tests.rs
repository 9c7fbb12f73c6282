//! Each check with the fault it finds and the text it leaves alone.
