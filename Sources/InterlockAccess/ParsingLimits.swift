/// A budget for reading policies, entities and requests from outside.
public struct ParsingLimits: Hashable, Sendable {
    /// The longest text to read, in bytes of UTF-8.
    public var maximumByteCount: Int

    /// How deep parentheses, brackets, braces and operators may nest.
    ///
    /// Parser, evaluator and deallocation recurse this deep. The standard 96 fits a thread with 512 KiB of
    /// stack, with room, in a debug build; published Cedar test policies nest 10 deep.
    public var maximumDepth: Int

    /// Makes a budget.
    public init(maximumByteCount: Int, maximumDepth: Int) {
        self.maximumByteCount = maximumByteCount
        self.maximumDepth = maximumDepth
    }

    /// 8 MiB of text, 96 levels.
    public static let standard = ParsingLimits(maximumByteCount: 8 << 20, maximumDepth: 96)
}
