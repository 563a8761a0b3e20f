/// What a decoder spends on bytes from outside.
///
/// A decoded value takes 24 bytes in what holds it, and some 50 more beside its content where that is on the heap; so
/// `itemCount` bounds the memory that small input can cost. Nothing is set aside for values that the bytes left cannot
/// hold.
public struct CBORLimits: Hashable, Sendable {
    /// The most bytes.
    public var byteCount: Int
    /// The deepest nesting of arrays, maps and tags, a value that holds no other counted as 1; each level is a call.
    public var depth: Int
    /// The most values, keys, elements and tagged values each counted.
    public var itemCount: Int

    /// For anything the library writes, up to a whole block.
    ///
    /// 64 MiB is above what Fabric recommends for a block (AbsoluteMaxBytes: 10 MB as shipped, 49 MB at most);
    /// 16 levels are twice what any format here has; 2^20 values are 50,000 orders of 20 fields, and cost some 80 MiB
    /// at worst.
    public static let standard = CBORLimits(byteCount: 1 << 26, depth: 16, itemCount: 1 << 20)

    /// For one participant's message, before anything is known of the sender.
    ///
    /// An order is some 250 bytes; 64 KiB leave room for an `x5chain` of a dozen certificates, and 1,024 values for
    /// a payload of several hundred fields.
    public static let message = CBORLimits(byteCount: 1 << 16, depth: 16, itemCount: 1 << 10)

    /// Takes the limits.
    public init(byteCount: Int, depth: Int, itemCount: Int) {
        self.byteCount = byteCount
        self.depth = depth
        self.itemCount = itemCount
    }
}
