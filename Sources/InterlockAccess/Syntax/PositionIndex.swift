/// Finds the line and column of any byte of a text without reading it from its start each time.
struct PositionIndex {
    /// Bytes from one known position to the next.
    private static let stride = 256

    private let lexer: Lexer
    private let known: [SourcePosition]

    init(_ source: [UInt8]) {
        let lexer = Lexer(source)
        var known = [SourcePosition(line: 1, column: 1, offset: 0)]
        while let last = known.last, last.offset + Self.stride <= source.count {
            known.append(lexer.position(of: last.offset + Self.stride, from: last))
        }
        self.lexer = lexer
        self.known = known
    }

    /// The position of the byte at `offset`.
    func position(of offset: Int) -> SourcePosition {
        self.lexer.position(of: offset, from: self.known[min(offset / Self.stride, self.known.count - 1)])
    }
}
