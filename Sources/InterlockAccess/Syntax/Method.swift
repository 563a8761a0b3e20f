/// The methods of Cedar's core types.
public enum Method: String, Hashable, Sendable, CaseIterable {
    /// Whether a set has an element.
    case contains
    /// Whether a set has all elements of another.
    case containsAll
    /// Whether a set has an element of another.
    case containsAny
    /// Whether a set has no elements.
    case isEmpty
    /// Whether an entity has a tag.
    case hasTag
    /// An entity's tag.
    case getTag

    /// The number of arguments, the target not counted.
    var argumentCount: Int { self == .isEmpty ? 0 : 1 }
}
