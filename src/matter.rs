//! Floor 3, the matter: from draft to archived decision.

pub mod act;
pub mod state;
