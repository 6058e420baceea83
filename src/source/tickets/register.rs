//! What stands under a product and a name, for looking up.

#[expect(clippy::disallowed_types, reason = "looked up for every row of a history, never iterated")]
type Places = std::collections::HashMap<String, usize>;

/// A product, by its place in a [`Register`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Product(usize);

/// Places of tickets by product and number or id.
#[derive(Debug, Default)]
pub(super) struct Register(Vec<(String, Places)>);

impl Register {
    /// A product by its name.
    pub(super) fn product(&mut self, name: &str) -> Product {
        if let Some(known) = self.find(name) {
            return known;
        }
        self.0.push((name.to_owned(), Places::default()));
        Product(self.0.len() - 1)
    }

    /// The same, if anything was said of it.
    pub(super) fn find(&self, name: &str) -> Option<Product> {
        self.0.iter().position(|(known, _)| known == name).map(Product)
    }

    /// A product's name.
    pub(super) fn name(&self, product: Product) -> &str {
        self.0.get(product.0).map_or("", |(name, _)| name)
    }

    /// What stands under a product and a name.
    pub(super) fn get(&self, product: Product, name: &str) -> Option<usize> {
        self.0.get(product.0)?.1.get(name).copied()
    }

    /// Puts something under a product and a name, unless something stands there; says what does.
    pub(super) fn put(&mut self, product: Product, name: &str, at: usize) -> usize {
        let Some((_, places)) = self.0.get_mut(product.0) else { return at };
        match places.get(name) {
            Some(known) => *known,
            None => *places.entry(name.to_owned()).or_insert(at),
        }
    }

    /// The same products, with nothing under them.
    pub(super) fn blank(&self) -> Self {
        Self(self.0.iter().map(|(name, _)| (name.clone(), Places::default())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_first_under_a_name_stays_and_products_are_apart() {
        let mut register = Register::default();
        let (one, other) = (register.product("jira"), register.product("glpi"));
        assert_eq!(register.put(one, "7", 0), 0);
        assert_eq!(register.put(one, "7", 1), 0, "the first stays");
        assert_eq!(register.put(other, "7", 2), 2);
        assert_eq!(
            (register.get(one, "7"), register.get(other, "7"), register.get(one, "8")),
            (Some(0), Some(2), None)
        );
        assert_eq!(
            (register.product("jira"), register.find("jira"), register.find("otrs")),
            (one, Some(one), None)
        );
        assert_eq!(register.blank().get(one, "7"), None);
        assert_eq!(register.blank().name(other), "glpi");
    }
}
