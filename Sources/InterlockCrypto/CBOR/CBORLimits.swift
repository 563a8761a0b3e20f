/// What a decoder spends on bytes from outside.
public struct CBORLimits: Hashable, Sendable {
    /// The most bytes.
    public var byteCount: Int
    /// The deepest nesting of arrays, maps and tags; each level is a call.
    public var depth: Int
    /// The most values, keys included.
    public var itemCount: Int

    /// 64 MiB, the largest block; 16 levels, twice what any format here has; a million values.
    public static let standard = CBORLimits(byteCount: 1 << 26, depth: 16, itemCount: 1 << 20)

    /// Takes the limits.
    public init(byteCount: Int, depth: Int, itemCount: Int) {
        self.byteCount = byteCount
        self.depth = depth
        self.itemCount = itemCount
    }
}
