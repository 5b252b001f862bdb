//! Figures of several sides: as text, as Markdown, and as bars.

use crate::plumbing::files;
use std::fmt::Write as _;

/// A table; the first column is the one that the others are measured against.
#[derive(Debug)]
pub(super) struct Table {
    /// The name of its files under `target/bench/`.
    pub(super) name: String,
    /// What was measured, and on which machine.
    pub(super) title: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// The columns of a table whose sides are fixed.
pub(super) fn columns<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// A figure of each side.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) unit: &'static str,
    pub(super) values: Vec<f64>,
}

impl Row {
    fn text(&self, value: f64) -> String {
        if value.is_nan() {
            return "–".to_owned();
        }
        let digits = if value >= 100.0 || value.fract() == 0.0 { 0 } else { 2 };
        format!("{value:.digits$}{}{}", if self.unit.is_empty() { "" } else { " " }, self.unit)
    }

    /// The ratio of the first side to this one; nothing for the first itself.
    fn ratio(&self, index: usize) -> String {
        match self.values.first() {
            Some(first) if index > 0 && self.values[index] > 0.0 => {
                let ratio = first / self.values[index];
                format!("{ratio:.*}x", if ratio < 10.0 { 2 } else { 1 })
            }
            _ => String::new(),
        }
    }
}

impl Table {
    /// Prints the table, and writes it as Markdown and SVG.
    ///
    /// # Errors
    ///
    /// Text for the user: what cannot be written.
    pub(super) fn show(&self) -> Result<(), String> {
        println!("{}", self.title);
        let first = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default() + 2;
        print!("{:<first$}", "");
        let width = self.columns.iter().map(|column| column.chars().count() + 2).fold(24, usize::max);
        self.columns.iter().for_each(|column| print!("{column:>width$}"));
        println!();
        for row in &self.rows {
            print!("{:<first$}", row.name);
            for (index, value) in row.values.iter().enumerate() {
                print!("{:>1$}{2:>8}", row.text(*value), width - 8, row.ratio(index));
            }
            println!();
        }
        let directory = crate::plumbing::root().join("target/bench");
        files::write(&directory.join(format!("{}.md", self.name)), &self.markdown())?;
        files::write(&directory.join(format!("{}.svg", self.name)), &self.svg(false))
    }

    // Writing to a `String` cannot fail.
    fn markdown(&self) -> String {
        let mut text = format!("{}\n\n| |", self.title);
        for column in &self.columns {
            let _ = write!(text, " {column} |");
        }
        let _ = write!(text, "\n|{}\n", " --- |".repeat(self.columns.len() + 1));
        for row in &self.rows {
            let _ = write!(text, "| {} |", row.name);
            for (index, value) in row.values.iter().enumerate() {
                let ratio = row.ratio(index);
                let ratio = if ratio.is_empty() { ratio } else { format!(" (**{ratio}**)") };
                let _ = write!(text, " {}{ratio} |", row.text(*value));
            }
            text.push('\n');
        }
        text
    }

    /// One bar per side of each row. The longest bar of a row, or of all rows if their scale is `common`, has the full width.
    pub(super) fn svg(&self, common: bool) -> String {
        const COLORS: &[&str] = &["#9aa0a6", "#1a73e8", "#188038", "#e37400"];
        const LEFT: usize = 300;
        const WIDTH: f64 = 420.0;
        const BAR: usize = 16;
        let group = self.columns.len() * BAR + 14;
        let height = 64 + self.rows.len() * group;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"8\" y=\"20\" font-size=\"14\">{}</text>\n",
            escaped(&self.title)
        );
        for (index, column) in self.columns.iter().enumerate() {
            let (x, color) = (8 + index * 200, COLORS[index % COLORS.len()]);
            let _ = writeln!(
                text,
                "<rect x=\"{x}\" y=\"32\" width=\"12\" height=\"12\" fill=\"{color}\"/>\
                 <text x=\"{}\" y=\"42\">{}</text>",
                x + 18,
                escaped(column)
            );
        }
        for (number, row) in self.rows.iter().enumerate() {
            let top = 60 + number * group;
            let rows = if common { &self.rows[..] } else { std::slice::from_ref(row) };
            let values = rows.iter().flat_map(|row| row.values.iter().copied());
            let longest = values.fold(f64::MIN_POSITIVE, f64::max);
            let _ = writeln!(text, "<text x=\"8\" y=\"{}\">{}</text>", top + 12, escaped(&row.name));
            for (index, value) in row.values.iter().enumerate() {
                let (y, color) = (top + index * BAR, COLORS[index % COLORS.len()]);
                let width = (value / longest * WIDTH).max(1.0);
                let _ = writeln!(
                    text,
                    "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{width:.0}\" height=\"{}\" fill=\"{color}\"/>\
                     <text x=\"{:.0}\" y=\"{}\">{}</text>",
                    BAR - 3,
                    LEFT as f64 + width + 6.0,
                    y + 11,
                    row.text(*value)
                );
            }
        }
        text.push_str("</svg>\n");
        text
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_against_the_first_side() {
        let row = Row { name: "dev build".to_owned(), unit: "s", values: vec![12.0, 1.5, 0.0] };
        assert_eq!([0, 1, 2].map(|index| row.ratio(index)), ["", "8.00x", ""]);
        let table = Table {
            name: String::new(),
            title: "a < b".to_owned(),
            columns: columns(["official", "ours", "none"]),
            rows: vec![row],
        };
        assert!(table.markdown().ends_with("| dev build | 12 s | 1.50 s (**8.00x**) | 0 s |\n"));
        let svg = table.svg(false);
        let svg = roxmltree::Document::parse(&svg).expect("XML");
        assert_eq!(svg.descendants().filter(|node| node.has_tag_name("rect")).count(), 7);
    }
}
