/// Texts are their bytes.
///
/// Swift's `==` on `String` is Unicode equivalence: "é" in one scalar and in two are equal, and so are K and the Kelvin
/// sign. Sets, dictionaries and `contains` go by `==`. Whatever decides on a text from outside uses these instead.
/// (InterlockAccess, which depends on nothing, has its own.)
extension StringProtocol {
    /// Tells whether both are the same bytes.
    package func isExactly(_ other: some StringProtocol) -> Bool { self.utf8.elementsEqual(other.utf8) }
}

extension Set<String> {
    /// Tells whether a member has the same bytes as `text`.
    package func containsExactly(_ text: String) -> Bool {
        // Equal members are one member, so no other can have the bytes.
        self.firstIndex(of: text).map { self[$0].isExactly(text) } ?? false
    }

    /// Tells whether every member stands in `other` with the same bytes.
    package func isExactSubset(of other: Set<String>) -> Bool { self.allSatisfy(other.containsExactly) }

    /// Tells whether both have the same members, byte for byte.
    package func isExactly(_ other: Set<String>) -> Bool {
        self.count == other.count && self.isExactSubset(of: other)
    }
}

extension Dictionary where Key == String {
    /// The value under the key with the same bytes as `name`.
    package subscript(exactly name: String) -> Value? {
        guard let index = self.index(forKey: name), self[index].key.isExactly(name) else { return nil }
        return self[index].value
    }
}
