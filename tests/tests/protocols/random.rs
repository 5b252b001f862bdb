//! Random values: a deserializer that generates values.

use aws_smithy_schema::ShapeType;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::{BigDecimal, BigInteger, Number};
use smithwright_runtime::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};

/// Generates values; the same ones for the same seed.
pub(crate) struct Random {
    state: u64,
    depth: usize,
}

/// Difficult characters: those that XML, forms and JSON escape, and those outside ASCII.
const HARD: &[&str] = &[
    "<",
    ">",
    "&",
    "\"",
    "'",
    "]]>",
    "\\",
    "/",
    "\n",
    "\t",
    "\r",
    "+",
    "%",
    "=",
    " ",
    "é",
    "日",
    "\u{1F600}",
    "a",
    "Z",
    "0",
    ".",
    "\u{7f}",
];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15), depth: 0 }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A number, often one at an end of its range.
    fn integer(&mut self, min: i64, max: i64) -> i64 {
        match self.below(4) {
            0 => min,
            1 => max,
            2 => 0,
            _ => min.wrapping_add((self.next() >> 1) as i64 % (max / 2)).clamp(min, max),
        }
    }

    fn text(&mut self) -> String {
        (0..self.below(8)).map(|_| HARD[self.below(HARD.len())]).collect()
    }
}

impl Random {
    fn document(&mut self) -> Document {
        match self.below(8) {
            0 => Document::Null,
            1 => Document::Bool(true),
            2 => Document::Number(Number::PosInt(self.next())),
            3 => Document::Number(Number::NegInt(-1 - (self.next() >> 1) as i64)),
            4 => Document::Number(Number::Float(0.1)),
            5 => Document::String(self.text()),
            6 => Document::Array((0..self.below(3)).map(|_| self.document()).collect()),
            _ => Document::Object((0..self.below(3)).map(|_| (self.text(), self.document())).collect()),
        }
    }
}

impl ShapeDeserializer for Random {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.depth += 1;
        let members = schema.members();
        // At least one: a union has one, and neither XML nor forms can represent an empty structure.
        let always = self.below(members.len().max(1));
        for (index, member) in members.iter().enumerate() {
            let nested = member.shape_type().is_aggregate();
            let simple_first = members.iter().position(|member| !member.shape_type().is_aggregate());
            let deep = self.depth > 3;
            let union = schema.shape_type() == ShapeType::Union;
            let wanted = if deep {
                Some(index) == simple_first
            } else {
                index == always || !union && self.below(if nested { 3 } else { 2 }) == 0
            };
            if wanted {
                consumer(member, self)?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        (0..=self.below(3)).try_for_each(|_| consumer(self))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        (0..=self.below(3)).try_for_each(|_| {
            let key = self.text();
            consumer(key, self)
        })
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        Ok(self.below(2) == 0)
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        Ok(self.next() as i8)
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        Ok(self.next() as i16)
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        Ok(self.integer(i32::MIN.into(), i32::MAX.into()) as i32)
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        Ok(self.integer(i64::MIN, i64::MAX))
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        let special = [f32::INFINITY, f32::NEG_INFINITY, 0.0, 1.1, f32::MAX, f32::MIN_POSITIVE];
        Ok(special[self.below(special.len())])
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        let special = [f64::INFINITY, f64::NEG_INFINITY, 0.1, -1e21, 5e-324, f64::MAX, 123_456_789.5];
        Ok(special[self.below(special.len())])
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        Err(SerdeError::unsupported("no such member"))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        Err(SerdeError::unsupported("no such member"))
    }

    fn read_string(&mut self, schema: &Schema<'_>) -> Result<String, SerdeError> {
        let text = self.text();
        // The published serializer leaves tabs in attributes, where XML converts them to spaces (XML 1.0, 3.3.3).
        Ok(if schema.xml_attribute() { text.replace('\t', " ") } else { text })
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        Ok(Blob::new((0..self.below(6)).map(|_| self.next() as u8).collect::<Vec<_>>()))
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let seconds = self.below(4_000_000_000) as i64;
        let format = schema.timestamp_format().map(|format| format.format());
        let millis = match format {
            // An HTTP date has whole seconds.
            Some(TimestampFormat::HttpDate) => 0,
            // The precision of a double, since the published codecs read numbers of seconds as doubles, like the
            // official crates.
            _ => [0, 125, 250, 500][self.below(4)],
        };
        Ok(DateTime::from_secs_and_nanos(seconds, millis * 1_000_000))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Ok(self.document())
    }

    fn is_null(&self) -> bool {
        false
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}
