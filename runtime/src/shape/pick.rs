//! The values at a path in a value: a serializer that writes nothing and skips everything else.

use super::structure::Structure;
use super::walk::Members;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::{BigDecimal, BigInteger};

/// A step of a path in a value.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// To a member of a structure, by its name in the model.
    Member(&'static str),
    /// To all elements of a list.
    Each,
    /// To the keys of a map.
    Keys,
    /// To where each of these paths leads; the last step.
    Any(&'static [&'static [Step]]),
}

/// The texts at a path, and `true` or `false` for booleans, in the order of the value.
///
/// # Errors
///
/// Values that are nested too deep.
pub(crate) fn texts(value: &dyn Structure, path: &[Step]) -> Result<Vec<String>, SerdeError> {
    let mut found = Vec::new();
    let mut picker = Picker { path, place: Place::Value, found: &mut found };
    picker.write_struct(value.shape().schema(), &Members(value))?;
    Ok(found)
}

/// The position of the next value.
enum Place {
    /// At the path.
    Value,
    /// In a structure, of which the first step names a member.
    Member,
    /// In a map: a key, or the value after it.
    Key,
    AfterKey,
}

struct Picker<'a> {
    path: &'a [Step],
    place: Place,
    found: &'a mut Vec<String>,
}

impl<'a> Picker<'a> {
    /// The path from the next value; `None` if the path does not lead to it.
    fn next(&mut self, schema: &Schema<'_>) -> Option<&'a [Step]> {
        match (&self.place, self.path) {
            (Place::Value, path) => Some(path),
            (Place::Member, [Step::Member(name), path @ ..]) => {
                (schema.member_name() == Some(name)).then_some(path)
            }
            (Place::Member, _) => None,
            (Place::Key, _) => {
                self.place = Place::AfterKey;
                Some(&[])
            }
            (Place::AfterKey, _) => {
                self.place = Place::Key;
                None
            }
        }
    }

    fn at<'b>(&'b mut self, path: &'b [Step], place: Place) -> Picker<'b> {
        Picker { path, place, found: self.found }
    }

    fn text(&mut self, schema: &Schema<'_>, text: impl Into<String>) -> Result<(), SerdeError> {
        if let Some([]) = self.next(schema) {
            self.found.push(text.into());
        }
        Ok(())
    }

    fn pass(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.next(schema);
        Ok(())
    }
}

impl ShapeSerializer for Picker<'_> {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        match self.next(schema) {
            Some(path @ [Step::Member(_), ..]) => value.serialize_members(&mut self.at(path, Place::Member)),
            Some([Step::Any(paths), ..]) => {
                paths.iter().try_for_each(|path| value.serialize_members(&mut self.at(path, Place::Member)))
            }
            _ => Ok(()),
        }
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        match self.next(schema) {
            Some([Step::Each, path @ ..]) => write(&mut self.at(path, Place::Value)),
            _ => Ok(()),
        }
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        match self.next(schema) {
            Some([Step::Keys]) => write(&mut self.at(&[], Place::Key)),
            _ => Ok(()),
        }
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.text(schema, value)
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.text(schema, value.to_string())
    }

    fn write_byte(&mut self, schema: &Schema<'_>, _: i8) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_short(&mut self, schema: &Schema<'_>, _: i16) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_integer(&mut self, schema: &Schema<'_>, _: i32) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_long(&mut self, schema: &Schema<'_>, _: i64) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_float(&mut self, schema: &Schema<'_>, _: f32) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_double(&mut self, schema: &Schema<'_>, _: f64) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, _: &BigInteger) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, _: &BigDecimal) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_blob(&mut self, schema: &Schema<'_>, _: Blob) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, _: &DateTime) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_document(&mut self, schema: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        self.pass(schema)
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.pass(schema)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    struct Spot {
        name: Option<String>,
        open: Option<bool>,
    }

    struct Garden {
        beds: Vec<Bed>,
        plants: HashMap<String, String>,
        main: Option<Spot>,
    }

    struct Bed {
        put: Option<Spot>,
        get: Option<Spot>,
        depth: i32,
    }

    crate::structure! { Spot { 0 name = "Name: String", 1 open = "Open: Boolean", } }
    crate::structure! { Bed { 0 put = "Put: Structure", 1 get = "Get: Structure", 2 depth = "Depth: Integer", } }
    crate::structure! {
        Garden {
            0 beds = "Beds: List[Structure]",
            1 plants = "Plants: Map[String]",
            2 main = "Main: Structure",
        }
    }

    #[test]
    fn texts_at_a_path_are_found_in_order() {
        let place = |name: &str| Some(Spot { name: Some(name.to_owned()), open: Some(true) });
        let garden = Garden {
            beds: vec![
                Bed { put: None, get: place("b"), depth: 1 },
                Bed { put: place("c"), get: place("a"), depth: 2 },
            ],
            plants: HashMap::from([("rose".to_owned(), "red".to_owned())]),
            main: place("m"),
        };
        use Step::{Any, Each, Keys, Member};
        let texts = |path: &[Step]| texts(&garden, path).expect("texts");
        assert_eq!(texts(&[Member("Main"), Member("Name")]), ["m"]);
        assert_eq!(texts(&[Member("Main"), Member("Open")]), ["true"]);
        assert_eq!(texts(&[Member("Plants"), Keys]), ["rose"]);
        assert_eq!(texts(&[Member("Beds"), Each, Member("Get"), Member("Name")]), ["b", "a"]);
        let any = Any(&[&[Member("Put"), Member("Name")], &[Member("Get"), Member("Name")]]);
        assert_eq!(texts(&[Member("Beds"), Each, any]), ["b", "c", "a"]);
        for nowhere in
            [&[Member("Beds"), Each, Member("Depth")][..], &[Member("Main")], &[Member("Plants"), Each], &[]]
        {
            assert!(texts(nowhere).is_empty(), "{nowhere:?}");
        }
    }
}
