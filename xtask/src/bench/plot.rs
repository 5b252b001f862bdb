//! `cargo xtask bench plot`: tables of `docs/benchmarks.md` → the charts beside it.

use super::table::{Row, Table, columns};
use crate::plumbing::files;
use std::fs;

/// The page with the figures.
const PAGE: &str = "docs/benchmarks.md";

/// A chart: its file, how the first table of its kind begins, and its title. The first two columns of the table are the official
/// crate and ours.
const CHARTS: &[(&str, &str, &str)] = &[
    ("docs/compile-times.svg", "| dev build | official | ours |", "Dev build of a crate"),
    ("docs/codecs.svg", "| | official | ours |", "Decoding and encoding"),
];

/// Writes the charts.
///
/// # Errors
///
/// Text for the user: what cannot be read or written, or is not a table.
pub(super) fn run() -> Result<(), String> {
    let root = crate::plumbing::root();
    let page = fs::read_to_string(root.join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    for (file, start, title) in CHARTS {
        files::write(&root.join(file), &chart(&page, start, title)?)?;
        println!("{file}");
    }
    Ok(())
}

fn chart(page: &str, start: &str, title: &str) -> Result<String, String> {
    let (_, table) =
        page.split_once(start).ok_or_else(|| format!("{PAGE}: no table begins with `{start}`"))?;
    // The rest of the header, and the line below it.
    let lines = table.lines().skip(2);
    let rows = lines.take_while(|line| line.starts_with('|')).map(row).collect::<Result<Vec<_>, _>>()?;
    let table =
        Table { name: String::new(), title: title.to_owned(), columns: columns(["official", "ours"]), rows };
    Ok(table.svg(true))
}

/// A row of a table: its name, and a figure with its unit on both sides.
fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [name, official, ours, ..] = cells[..] else {
        return Err(format!("{PAGE}: no row of a table: `{line}`"));
    };
    let figure = |cell: &str| -> Result<(f64, String), String> {
        let mut words = cell.split(' ');
        let number = words.next().unwrap_or_default().replace(',', "").parse::<f64>();
        Ok((
            number.map_err(|_| format!("{PAGE}: no figure: `{cell}`"))?,
            words.next().unwrap_or_default().to_owned(),
        ))
    };
    let ((official, unit), (ours, _)) = (figure(official)?, figure(ours)?);
    let unit = super::program::known_unit(&unit);
    Ok(Row { name: name.to_owned(), unit, values: vec![official, ours] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_show_what_the_page_says() {
        let root = crate::plumbing::root();
        let page = fs::read_to_string(root.join(PAGE)).expect("the page");
        for (file, start, title) in CHARTS {
            let expected = chart(&page, start, title).expect("a chart");
            let found = fs::read_to_string(root.join(file)).expect("the chart");
            assert!(found == expected, "{file} is stale: run `cargo xtask bench plot`");
        }
    }

    #[test]
    fn a_row_has_figures() {
        let row = row("| a b | 1,024 µs | 0.5 µs (**2**) | |").expect("a row");
        assert_eq!((row.name.as_str(), row.unit, row.values), ("a b", "µs", vec![1024.0, 0.5]));
        assert!(super::row("| a | b | c |").is_err() && super::row("| a |").is_err());
    }
}
