//! Whether a figure is what it is to be.

/// Prints a line, if the figure is known.
pub fn print(what: &str, figure: Option<f64>, most: f64) {
    if let Some(figure) = figure {
        let verdict = if figure <= most { "met   " } else { "MISSED" };
        println!("{verdict}  {what}: {figure:.2}, at most {most:.2}");
    }
}
