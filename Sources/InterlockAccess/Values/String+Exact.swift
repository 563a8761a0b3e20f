extension String {
    /// Whether both are the same Unicode scalars.
    ///
    /// Cedar compares code points. Swift's `==` also holds between canonically equivalent strings ("é" in one
    /// scalar or two), so it is only the first half of the answer.
    func isExactly(_ other: String) -> Bool {
        self == other && self.utf8.elementsEqual(other.utf8)
    }

    /// Whether the bytes of this string sort before those of `other`.
    func precedesExactly(_ other: String) -> Bool {
        self.utf8.lexicographicallyPrecedes(other.utf8)
    }
}
