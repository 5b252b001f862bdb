//! Bodies in JSON and CBOR, parsed by serde_json and ciborium.

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{BigDecimal, BigInteger, base64};
use ciborium::Value;
use smithwright_runtime::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};

/// A value of either; one tree serves both.
#[derive(Clone)]
pub(crate) struct Json {
    value: Value,
    /// Whether members have the names of `jsonName`.
    json_names: bool,
}

fn tree(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(value),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(values) => Value::Array(values.into_iter().map(tree).collect()),
        serde_json::Value::Object(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (Value::Text(key), tree(value))).collect())
        }
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer.into()),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
    }
}

fn wrong(value: &Value) -> SerdeError {
    SerdeError::invalid_input(format!("unexpected {value:?}"))
}

impl Json {
    /// A reader of a document; `None` if it is malformed.
    pub(crate) fn parse(body: &[u8], json_names: bool) -> Option<Self> {
        Some(Self { value: tree(serde_json::from_slice(body).ok()?), json_names })
    }

    pub(crate) fn parse_cbor(body: &[u8]) -> Option<Self> {
        Some(Self { value: ciborium::from_reader(body).ok()?, json_names: false })
    }

    fn of(&self, value: &Value) -> Self {
        Self { value: value.clone(), json_names: self.json_names }
    }

    fn integer(&self) -> Result<i64, SerdeError> {
        let integer = self.value.as_integer().ok_or_else(|| wrong(&self.value))?;
        i64::try_from(i128::from(integer)).map_err(|_| wrong(&self.value))
    }

    fn number(&self) -> Result<f64, SerdeError> {
        match &self.value {
            Value::Float(value) => Ok(*value),
            Value::Integer(value) => Ok(i128::from(*value) as f64),
            Value::Text(text) if text == "Infinity" => Ok(f64::INFINITY),
            Value::Text(text) if text == "-Infinity" => Ok(f64::NEG_INFINITY),
            other => Err(wrong(other)),
        }
    }
}

impl ShapeDeserializer for Json {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        for (key, value) in self.value.as_map().ok_or_else(|| wrong(&self.value))? {
            let member = schema.members().iter().find(|member| {
                let name = member.json_name().filter(|_| self.json_names).map(|name| name.value());
                name.or(member.member_name()) == key.as_text()
            });
            consumer(member.ok_or_else(|| wrong(key))?, &mut self.of(value))?;
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let values = self.value.as_array().ok_or_else(|| wrong(&self.value))?;
        values.iter().try_for_each(|value| consumer(&mut self.of(value)))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let entries = self.value.as_map().ok_or_else(|| wrong(&self.value))?;
        entries.iter().try_for_each(|(key, value)| {
            consumer(key.as_text().ok_or_else(|| wrong(key))?.to_owned(), &mut self.of(value))
        })
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.value.as_bool().ok_or_else(|| wrong(&self.value))
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        i8::try_from(self.integer()?).map_err(|_| wrong(&self.value))
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        i16::try_from(self.integer()?).map_err(|_| wrong(&self.value))
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        i32::try_from(self.integer()?).map_err(|_| wrong(&self.value))
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        self.number().map(|value| value as f32)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.number()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        Err(wrong(&self.value))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        Err(wrong(&self.value))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.value.as_text().map(str::to_owned).ok_or_else(|| wrong(&self.value))
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        match &self.value {
            Value::Bytes(bytes) => Ok(Blob::new(bytes.clone())),
            Value::Text(text) => base64::decode(text).map(Blob::new).map_err(|_| wrong(&self.value)),
            other => Err(wrong(other)),
        }
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let inner = match &self.value {
            Value::Tag(1, value) => self.of(value),
            _ => self.clone(),
        };
        let format = match schema.timestamp_format().map(|format| format.format()) {
            Some(TimestampFormat::DateTime) => Format::DateTime,
            Some(TimestampFormat::HttpDate) => Format::HttpDate,
            _ => Format::EpochSeconds,
        };
        match &inner.value {
            Value::Text(text) => DateTime::from_str(text, format).map_err(|_| wrong(&self.value)),
            // To the millisecond, the precision of a double.
            _ => Ok(DateTime::from_millis((inner.number()? * 1000.0).round() as i64)),
        }
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Err(wrong(&self.value))
    }

    fn is_null(&self) -> bool {
        self.value.is_null()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}
