//! JSON in the form of `oracle.py` as values of the table serde, and back.

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer};
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document, Number, base64};
use serde_json::Value;

/// Reads JSON in the form of `oracle.py`, whose keys are the names of members.
pub struct Reader<'a>(pub &'a Value);

impl Reader<'_> {
    fn wrong(&self, expected: &str) -> SerdeError {
        SerdeError::invalid_input(format!("{} is not {expected}", self.0))
    }

    fn integer(&self) -> Result<i64, SerdeError> {
        self.0.as_i64().ok_or_else(|| self.wrong("an integer"))
    }

    fn number(&self) -> Result<f64, SerdeError> {
        match self.0 {
            Value::String(text) => text.parse().map_err(|_| self.wrong("a number")),
            value => value.as_f64().ok_or_else(|| self.wrong("a number")),
        }
    }
}

impl ShapeDeserializer for Reader<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries = self.0.as_object().ok_or_else(|| self.wrong("an object"))?;
        for (name, value) in entries {
            let member = schema.members().iter().find(|member| member.member_name() == Some(name));
            let member = member.ok_or_else(|| SerdeError::invalid_input(format!("no member `{name}`")))?;
            consumer(member, &mut Reader(value))?;
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let values = self.0.as_array().ok_or_else(|| self.wrong("an array"))?;
        values.iter().try_for_each(|value| consumer(&mut Reader(value)))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries = self.0.as_object().ok_or_else(|| self.wrong("an object"))?;
        entries.iter().try_for_each(|(key, value)| consumer(key.clone(), &mut Reader(value)))
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.0.as_bool().ok_or_else(|| self.wrong("a boolean"))
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("a byte"))
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("a short"))
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.integer()?.try_into().map_err(|_| self.wrong("an integer"))
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        Ok(self.number()? as f32)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.number()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        self.0.to_string().parse().map_err(|_| self.wrong("an integer"))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        self.0.to_string().parse().map_err(|_| self.wrong("a number"))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.0.as_str().map(str::to_owned).ok_or_else(|| self.wrong("a string"))
    }

    fn read_blob(&mut self, schema: &Schema<'_>) -> Result<Blob, SerdeError> {
        base64::decode(self.read_string(schema)?).map(Blob::new).map_err(|_| self.wrong("base64"))
    }

    fn read_timestamp(&mut self, _: &Schema<'_>) -> Result<DateTime, SerdeError> {
        DateTime::from_str(&self.number()?.to_string(), Format::EpochSeconds)
            .map_err(|_| self.wrong("a timestamp"))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Ok(document(self.0))
    }

    fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(values) => Document::Array(values.iter().map(document).collect()),
        Value::Object(entries) => {
            Document::Object(entries.iter().map(|(key, value)| (key.clone(), document(value))).collect())
        }
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().unwrap_or_default()),
        }),
    }
}

/// Writes JSON in the form of `oracle.py`.
#[derive(Default)]
pub struct Writer {
    pub done: Option<Value>,
    /// The structures, maps and lists that are being written, with the names of the values in them.
    open: Vec<Vec<(String, Value)>>,
    /// The key of a map that waits for its value.
    key: Option<String>,
    /// Whether the innermost container is a map.
    maps: Vec<bool>,
}

impl Writer {
    fn put(&mut self, schema: &Schema<'_>, value: Value) -> Result<(), SerdeError> {
        let in_map = self.maps.last() == Some(&true);
        let name = match in_map {
            true => self.key.take(),
            false => schema.member_name().map(str::to_owned),
        };
        match self.open.last_mut() {
            Some(entries) => entries.push((name.unwrap_or_default(), value)),
            None => self.done = Some(value),
        }
        Ok(())
    }

    fn container(
        &mut self,
        schema: &Schema<'_>,
        map: bool,
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
        make: fn(Vec<(String, Value)>) -> Value,
    ) -> Result<(), SerdeError> {
        let key = self.key.take();
        self.open.push(Vec::new());
        self.maps.push(map);
        let written = write(self);
        let entries = self.open.pop().unwrap_or_default();
        self.maps.pop();
        self.key = key;
        written?;
        self.put(schema, make(entries))
    }

    fn structure(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect());
        self.container(schema, false, |writer| value.serialize_members(writer), make)
    }
}

impl ShapeSerializer for Writer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.structure(schema, value)
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| entries.into_iter().map(|(_, value)| value).collect();
        self.container(schema, false, |writer| write(writer), make)
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let make = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect());
        self.container(schema, true, |writer| write(writer), make)
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.write_double(schema, value.into())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        let value = match value.is_finite() {
            true => value.into(),
            false => value.to_string().replace("inf", "Infinity").into(),
        };
        self.put(schema, value)
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        if self.maps.last() == Some(&true) && self.key.is_none() {
            self.key = Some(value.to_owned());
            return Ok(());
        }
        self.put(schema, value.into())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.put(schema, base64::encode(value).into())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        self.put(schema, value.as_secs_f64().into())
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.put(schema, from_document(value))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.put(schema, Value::Null)
    }
}

fn from_document(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => (*value).into(),
        Document::String(text) => text.as_str().into(),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::Array(values) => values.iter().map(from_document).collect(),
        Document::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), from_document(value))).collect())
        }
    }
}
