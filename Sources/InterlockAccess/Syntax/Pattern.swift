/// The right side of `like`: text in which each `*` stands for any number of characters.
public struct Pattern: Hashable, Sendable {
    /// A character that must match, or the wildcard.
    public enum Element: Hashable, Sendable {
        /// This Unicode scalar.
        case scalar(Unicode.Scalar)
        /// Any scalars, also none.
        case wildcard
    }

    /// The pattern, from its start.
    public let elements: [Element]

    /// Makes a pattern.
    public init(_ elements: [Element]) {
        self.elements = elements
    }

    /// Whether all of `text` matches.
    ///
    /// Going back to the last wildcard is enough, so the work is at most text times pattern.
    func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        var position = scalars.startIndex
        var index = 0
        var retry: (index: Int, position: String.Index)?
        while position < scalars.endIndex {
            if index < self.elements.count, self.elements[index] == .wildcard {
                index += 1
                retry = (index, position)
            } else if index < self.elements.count, self.elements[index] == .scalar(scalars[position]) {
                index += 1
                position = scalars.index(after: position)
            } else if let last = retry {
                index = last.index
                position = scalars.index(after: last.position)
                retry = (index, position)
            } else {
                return false
            }
        }
        return self.elements[index...].allSatisfy { $0 == .wildcard }
    }
}
