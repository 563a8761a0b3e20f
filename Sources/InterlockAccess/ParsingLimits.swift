/// A budget for reading policies, entities and requests from outside.
public struct ParsingLimits: Hashable, Sendable {
    /// The longest text to read, in bytes of UTF-8.
    public var maximumByteCount: Int

    /// How deep parentheses, brackets, braces and operators may nest.
    ///
    /// Parser, evaluator and deallocation recurse this deep. The standard 32 fits a thread with 512 KiB of
    /// stack even in a debug build, whose frames are some 10 KiB a level; the deepest policy among Cedar's
    /// published tests nests 10 levels. Chains of `&&` and `||` count as one level.
    public var maximumDepth: Int

    /// Makes a budget.
    public init(maximumByteCount: Int, maximumDepth: Int) {
        self.maximumByteCount = maximumByteCount
        self.maximumDepth = maximumDepth
    }

    /// Why `expression` is beyond the budget, nil if it is not.
    func reasonToRefuse(_ expression: Expression) -> String? {
        if expression.height > self.maximumDepth {
            return "nested more than \(self.maximumDepth) levels deep"
        }
        // Each node takes a byte of text at least, but `has a.b`, written out, repeats what it is asked of.
        guard expression.size > self.maximumByteCount else { return nil }
        return "written out, this has more than \(self.maximumByteCount) parts"
    }

    /// 8 MiB of text, 32 levels.
    public static let standard = ParsingLimits(maximumByteCount: 8 << 20, maximumDepth: 32)
}
