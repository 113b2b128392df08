//! Whether a figure is what it is to be.

/// Prints a line, if the figure is known, with as many digits as tell it from what it is to be.
pub fn print(what: &str, figure: Option<f64>, most: f64) {
    let Some(figure) = figure else { return };
    let verdict = if figure <= most { "met   " } else { "MISSED" };
    let shown = |number: f64, digits: usize| format!("{number:.digits$}");
    let digits = (2..9).find(|&digits| shown(figure, digits) != shown(most, digits)).unwrap_or(2);
    println!("{verdict}  {what}: {}, at most {}", shown(figure, digits), shown(most, digits));
}
