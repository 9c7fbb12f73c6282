//! Rounds and inquiries, each rule with the case that is refused.
