/// A place in a text.
public struct SourcePosition: Hashable, Sendable {
    /// The line, from 1.
    public var line: Int

    /// The column in Unicode scalars, from 1.
    public var column: Int

    /// The bytes of UTF-8 before it.
    public var offset: Int

    /// Makes a position.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }
}

extension SourcePosition: CustomStringConvertible {
    /// Line and column.
    public var description: String { "line \(self.line), column \(self.column)" }
}
