//! Bodies that are forms, and values that are text.

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::Format;
use smithwright_runtime::types::{DateTime, Schema, SerdeError, ShapeDeserializer};
use std::collections::BTreeMap;

/// A value that may be text.
pub(crate) trait Text {
    fn text(&self) -> Result<String, SerdeError>;

    fn parsed<T: std::str::FromStr>(&self) -> Result<T, SerdeError> {
        let text = self.text()?;
        text.parse().map_err(|_| SerdeError::invalid_input(format!("unexpected `{text}`")))
    }

    fn float(&self) -> Result<f64, SerdeError> {
        match self.text()?.as_str() {
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            _ => self.parsed(),
        }
    }

    fn timestamp(&self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let format = match schema.timestamp_format().map(|format| format.format()) {
            Some(TimestampFormat::EpochSeconds) => Format::EpochSeconds,
            Some(TimestampFormat::HttpDate) => Format::HttpDate,
            _ => Format::DateTime,
        };
        DateTime::from_str(&self.text()?, format)
            .map_err(|error| SerdeError::invalid_input(error.to_string()))
    }
}

/// The scalars of a reader whose scalars are text.
macro_rules! text_reader {
    () => {
        fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
            self.parsed()
        }
        fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
            self.parsed()
        }
        fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
            self.parsed()
        }
        fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
            self.parsed()
        }
        fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
            self.parsed()
        }
        fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
            self.float().map(|value| value as f32)
        }
        fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
            self.float()
        }
        fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<aws_smithy_types::BigInteger, SerdeError> {
            Err(SerdeError::unsupported("no such member"))
        }
        fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<aws_smithy_types::BigDecimal, SerdeError> {
            Err(SerdeError::unsupported("no such member"))
        }
        fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
            self.text()
        }
        fn read_blob(&mut self, _: &Schema<'_>) -> Result<smithwright_runtime::types::Blob, SerdeError> {
            let bytes = aws_smithy_types::base64::decode(self.text()?);
            bytes
                .map(aws_smithy_types::Blob::new)
                .map_err(|error| SerdeError::invalid_input(error.to_string()))
        }
        fn read_timestamp(
            &mut self,
            schema: &Schema<'_>,
        ) -> Result<smithwright_runtime::types::DateTime, SerdeError> {
            self.timestamp(schema)
        }
        fn read_document(
            &mut self,
            _: &Schema<'_>,
        ) -> Result<smithwright_runtime::types::Document, SerdeError> {
            Err(SerdeError::unsupported("no such member"))
        }
        fn is_null(&self) -> bool {
            false
        }
        fn container_size(&self) -> Option<usize> {
            None
        }
    };
}
pub(crate) use text_reader;

/// The protocol of the form.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Dialect {
    Aws,
    Ec2,
}

/// A form, as a tree of the parts of its names.
#[derive(Clone)]
pub(crate) struct Form {
    text: Option<String>,
    parts: BTreeMap<String, Form>,
    dialect: Dialect,
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("digits"));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

impl Form {
    fn empty(dialect: Dialect) -> Self {
        Self { text: None, parts: BTreeMap::new(), dialect }
    }

    pub(crate) fn parse(body: &[u8], dialect: Dialect) -> Self {
        let mut root = Self::empty(dialect);
        for pair in std::str::from_utf8(body).expect("text").split('&') {
            let (path, value) = pair.split_once('=').expect("a pair");
            let mut form = &mut root;
            for part in unescape(path).split('.') {
                form = form.parts.entry(part.to_owned()).or_insert_with(|| Self::empty(dialect));
            }
            assert!(form.text.replace(unescape(value)).is_none(), "{path} is there once");
        }
        root
    }

    fn name(&self, schema: &Schema<'_>) -> String {
        let xml = schema.xml_name().map(|name| name.value()).or(schema.member_name()).unwrap_or_default();
        match (self.dialect, schema.json_name()) {
            (Dialect::Aws, _) => xml.to_owned(),
            // The place of `ec2QueryName` in the schema.
            (Dialect::Ec2, Some(name)) => name.value().to_owned(),
            (Dialect::Ec2, None) => xml[..1].to_uppercase() + &xml[1..],
        }
    }

    /// The parts `1`, `2`, … of the part `name`, or of this one.
    fn numbered(&self, name: Option<&str>) -> Vec<Form> {
        let form = match name {
            Some(name) => self.parts.get(name),
            None => Some(self),
        };
        (1..).map_while(|number: usize| form?.parts.get(&number.to_string()).cloned()).collect()
    }
}

impl Text for Form {
    fn text(&self) -> Result<String, SerdeError> {
        self.text.clone().ok_or_else(|| SerdeError::invalid_input("no text"))
    }
}

impl ShapeDeserializer for Form {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        for member in schema.members() {
            if let Some(part) = self.parts.get_mut(&self.name(member)) {
                consumer(member, part)?;
            }
        }
        Ok(())
    }

    fn read_list(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let flattened = schema.xml_flattened() || self.dialect == Dialect::Ec2;
        let item = schema.member().and_then(|item| item.xml_name()).map_or("member", |name| name.value());
        let items = self.numbered((!flattened).then_some(item));
        items.into_iter().try_for_each(|mut item| consumer(&mut item))
    }

    fn read_map(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let part = |schema: Option<&Schema<'_>>, default: &str| {
            schema
                .and_then(|schema| schema.xml_name())
                .map_or(default.to_owned(), |name| name.value().to_owned())
        };
        let (key, value) = (part(schema.key(), "key"), part(schema.member(), "value"));
        for mut entry in self.numbered((!schema.xml_flattened()).then_some("entry")) {
            let key = entry.parts.get(&key).ok_or_else(|| SerdeError::invalid_input("no key"))?.text()?;
            let value = entry.parts.get_mut(&value).ok_or_else(|| SerdeError::invalid_input("no value"))?;
            consumer(key, value)?;
        }
        Ok(())
    }

    text_reader!();
}
