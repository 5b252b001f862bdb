//! Tables, as the AWS CLI draws them.

use super::scalars::{escaped, is_scalar, scalar};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// A value as tables. Tables that are wider than the terminal are transposed, if that helps.
pub(super) fn table(value: &Value, title: &str, color: bool, terminal: usize) -> String {
    let mut sections = Sections(Vec::new());
    if !sections.add(value, Some(title), 0) {
        return String::new();
    }
    let mut sections = sections.0;
    let width = |sections: &[Section]| sections.iter().map(Section::width).max().unwrap_or(0);
    if width(&sections) > terminal {
        sections.iter_mut().for_each(Section::turn);
    }
    let width = width(&sections);
    let mut lines = vec!["-".repeat(width)];
    for section in &sections {
        section.draw(width, color, &mut lines);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A title, and rows below headers.
#[derive(Default)]
struct Section {
    title: String,
    level: usize,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Sections(Vec<Section>);

impl Sections {
    fn last(&mut self) -> &mut Section {
        if self.0.is_empty() {
            self.0.push(Section::default());
        }
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    fn open(&mut self, title: &str, level: usize) {
        self.0.push(Section { title: escaped(title), level, ..Section::default() });
    }

    /// Adds a value; `false` if it is empty.
    fn add(&mut self, value: &Value, title: Option<&str>, level: usize) -> bool {
        let empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::Array(elements) => elements.is_empty(),
            Value::Object(object) => object.is_empty(),
            Value::Bool(true) => false,
        };
        if empty {
            return false;
        }
        if let Some(title) = title {
            self.open(title, level);
        }
        match value {
            Value::Array(elements) if elements.first().is_some_and(Value::is_object) => {
                self.add_objects(elements, level, title.unwrap_or_default());
            }
            Value::Array(elements) => {
                for element in elements {
                    match element {
                        Value::Array(cells) if cells.iter().all(is_scalar) => {
                            self.last().rows.push(cells.iter().map(scalar).collect());
                        }
                        element if is_scalar(element) => self.last().rows.push(vec![scalar(element)]),
                        element => {
                            self.add(element, None, level);
                        }
                    }
                }
            }
            Value::Object(object) => self.add_object(object, level),
            // Only a list or an object has rows.
            _ => {}
        }
        true
    }

    fn add_object(&mut self, object: &Map<String, Value>, level: usize) {
        let (scalars, nested) = keys([object]);
        let cells: Vec<_> = scalars.iter().map(|key| cell(object, key)).collect();
        match (scalars.iter().next(), cells.first()) {
            (Some(key), Some(cell)) if cells.len() == 1 => {
                self.last().rows.push(vec![escaped(key), cell.clone()]);
            }
            (None, _) | (_, None) => {}
            _ => {
                let section = self.last();
                section.headers = scalars.iter().map(|key| escaped(key)).collect();
                section.rows.push(cells);
            }
        }
        for key in nested {
            if let Some(value) = object.get(key) {
                self.add(value, Some(key), level + 1);
            }
        }
    }

    fn add_objects(&mut self, elements: &[Value], level: usize, title: &str) {
        let objects: Vec<_> = elements.iter().filter_map(Value::as_object).collect();
        let (scalars, nested) = keys(objects.iter().copied());
        let headers: Vec<_> = scalars.iter().map(|key| escaped(key)).collect();
        self.last().headers.clone_from(&headers);
        for (index, object) in objects.into_iter().enumerate() {
            if index > 0 && !nested.is_empty() {
                self.open(title, level);
                self.last().headers.clone_from(&headers);
            }
            let cells = scalars.iter().map(|key| cell(object, key)).collect();
            self.last().rows.push(cells);
            for key in &nested {
                if let Some(value) = object.get(*key) {
                    self.add(value, Some(key), level + 1);
                }
            }
        }
    }
}

/// The keys of objects with scalars as values, and the other keys.
fn keys<'a>(
    objects: impl IntoIterator<Item = &'a Map<String, Value>>,
) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let all = objects.into_iter().flatten();
    let (scalars, nested): (Vec<_>, Vec<_>) = all.partition(|(_, value)| is_scalar(value));
    let names =
        |entries: Vec<(&'a String, &Value)>| entries.into_iter().map(|(key, _)| key.as_str()).collect();
    (names(scalars), names(nested))
}

fn cell(object: &Map<String, Value>, key: &str) -> String {
    object
        .get(key)
        .map(|value| if is_scalar(value) { scalar(value) } else { value.to_string() })
        .unwrap_or_default()
}

impl Section {
    /// The widths of the columns, without their borders.
    fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        for row in self.rows.iter().chain(std::iter::once(&self.headers)) {
            for (index, cell) in row.iter().enumerate() {
                match columns.get_mut(index) {
                    Some(column) => *column = cell.width().max(*column),
                    None => columns.push(cell.width()),
                }
            }
        }
        columns
    }

    /// The width with its borders.
    fn width(&self) -> usize {
        let cells: usize = self.columns().iter().map(|column| column + 4).sum();
        (cells + 2).max(self.title.width() + 2) + 2 * self.level
    }

    /// The widths of the columns as they are drawn: together `width`.
    fn drawn(&self, width: usize) -> Vec<usize> {
        let columns: Vec<usize> = self.columns().iter().map(|column| column + 4).collect();
        let sum: usize = columns.iter().sum();
        if sum == 0 {
            return columns;
        }
        // Half to even, as Python rounds.
        let scale = width as f64 / sum as f64;
        let mut drawn: Vec<usize> =
            columns.iter().map(|column| (scale * *column as f64).round_ties_even() as usize).collect();
        let count = drawn.len();
        let mut total: usize = drawn.iter().sum();
        for step in 0.. {
            match total.cmp(&width) {
                std::cmp::Ordering::Equal => break,
                std::cmp::Ordering::Greater => {
                    let column = &mut drawn[step % count];
                    total -= usize::from(*column > 0);
                    *column = column.saturating_sub(1);
                }
                std::cmp::Ordering::Less => {
                    drawn[count - 1 - step % count] += 1;
                    total += 1;
                }
            }
        }
        drawn
    }

    /// Makes a single row below headers a row per header.
    fn turn(&mut self) {
        if let [row] = self.rows.as_slice()
            && !self.headers.is_empty()
        {
            let headers = std::mem::take(&mut self.headers);
            self.rows =
                headers.into_iter().zip(row.clone()).map(|(header, cell)| vec![header, cell]).collect();
        }
    }

    fn draw(&self, width: usize, color: bool, lines: &mut Vec<String>) {
        let edge = if color { "\u{1b}[2m\u{1b}[33m|\u{1b}[0m" } else { "|" }.repeat(self.level);
        let width = width.saturating_sub(2 * self.level);
        let mut line = |text: String| lines.push(format!("{edge}{text}{edge}"));
        if !self.title.is_empty() {
            line(centered(&self.title, width, "|"));
            if self.headers.is_empty() && self.rows.is_empty() {
                line(format!("+{}+", "-".repeat(width.saturating_sub(2))));
            }
        }
        let columns = self.drawn(width);
        let rule = || -> String {
            let part = |(index, column): (usize, &usize)| match index {
                0 => format!("+{}+", "-".repeat(column.saturating_sub(2))),
                _ => format!("{}+", "-".repeat(column.saturating_sub(1))),
            };
            columns.iter().enumerate().map(part).collect()
        };
        let left = |index: usize| if index == 0 { "|" } else { "" };
        if !self.headers.is_empty() {
            line(rule());
            let cells = self.headers.iter().zip(&columns).enumerate();
            line(cells.map(|(index, (header, column))| centered(header, *column, left(index))).collect());
        }
        if self.rows.is_empty() || columns.is_empty() {
            return;
        }
        line(rule());
        for row in &self.rows {
            let cells = row.iter().zip(&columns).enumerate();
            line(cells.map(|(index, (cell, column))| aligned(cell, *column, left(index), color)).collect());
        }
        line(rule());
    }
}

fn centered(text: &str, width: usize, left: &str) -> String {
    let before = (width / 2).saturating_sub(text.width() / 2 + 1);
    let after = width.saturating_sub(1 + left.len() + before + text.width());
    format!("{left}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

fn aligned(text: &str, width: usize, left: &str, color: bool) -> String {
    let padding = if width > text.width() + 2 + left.len() { 2 } else { 0 };
    let after = width.saturating_sub(1 + left.len() + padding + text.width());
    let styled = if color { format!("\u{1b}[1m\u{1b}[34m{text}\u{1b}[0m") } else { text.to_owned() };
    format!("{left}{}{styled}{}|", " ".repeat(padding), " ".repeat(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The tables are those that the AWS CLI draws.
    #[test]
    fn tables_are_those_of_the_aws_cli() {
        let expected = "-------------\n| ListJobs  |\n+-----------+\n||  Jobs   ||\n|+---------+|\n||  JobId  ||\n\
                        |+---------+|\n||  rIHau  ||\n|+---------+|\n";
        assert_eq!(table(&json!({"Jobs": [{"JobId": "rIHau"}]}), "ListJobs", false, 80), expected);
        let wide = json!({"Name": "n".repeat(40), "Value": "v".repeat(40)});
        assert_eq!(table(&wide, "Get", false, 200).lines().count(), 7);
        // Too wide: a row per header.
        let turned = table(&wide, "Get", false, 80);
        assert_eq!(turned.lines().nth(3), Some(format!("|  Name |  {}   |", "n".repeat(40)).as_str()));
        for empty in [json!({}), json!([]), json!(null), json!("")] {
            assert_eq!(table(&empty, "Get", false, 80), "");
        }
    }
}
