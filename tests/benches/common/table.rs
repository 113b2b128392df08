//! Tables of text, the first column to the left and the others to the right.

pub struct Table {
    lines: Vec<Vec<String>>,
}

impl Table {
    pub fn new(heads: &[&str]) -> Self {
        Self { lines: vec![heads.iter().map(|&head| head.to_owned()).collect()] }
    }

    pub fn push(&mut self, line: Vec<String>) {
        assert_eq!(line.len(), self.lines[0].len(), "a cell for each column");
        self.lines.push(line);
    }

    pub fn print(&self, title: &str) {
        let widths: Vec<usize> = (0..self.lines[0].len())
            .map(|column| self.lines.iter().map(|line| line[column].chars().count()).max())
            .map(Option::unwrap_or_default)
            .collect();
        println!("\n{title}\n");
        for (index, line) in self.lines.iter().enumerate() {
            print!("{:<width$}", line[0], width = widths[0]);
            for (cell, width) in line.iter().zip(&widths).skip(1) {
                print!("  {cell:>width$}");
            }
            println!();
            if index == 0 {
                println!("{}", "-".repeat(widths.iter().map(|width| width + 2).sum::<usize>() - 2));
            }
        }
    }
}

/// A number with three digits that count; a dash where there is none.
pub fn number(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value < 0.995 => format!("{value:.3}"),
        Some(value) if value < 9.95 => format!("{value:.2}"),
        Some(value) if value < 99.5 => format!("{value:.1}"),
        Some(value) => format!("{value:.0}"),
    }
}
