//! `&Model` → derived facts, one file each. Answers questions; never changes the model.

pub mod closure;
pub mod defaults;
pub mod discovery;
pub mod examples;
pub mod nullability;
pub mod recursion;
pub mod sensitivity;
