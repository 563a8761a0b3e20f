/// A strict reader of JSON (RFC 8259): unique names, whole numbers, no lone surrogates, nothing after the value.
struct JSONReader {
    private let source: [UInt8]
    private let limits: ParsingLimits
    private(set) var offset = 0

    init(_ source: [UInt8], limits: ParsingLimits) {
        self.source = source
        self.limits = limits
    }

    /// The value that is the whole text.
    mutating func document() throws(AccessError) -> JSONNode {
        let node = try self.value()
        self.skipBlanks()
        guard self.offset == self.source.count else {
            throw self.error("the JSON text goes on after its value")
        }
        return node
    }

    // MARK: Characters

    func peek() -> UInt8? {
        self.offset < self.source.count ? self.source[self.offset] : nil
    }

    /// Consumes the next byte.
    mutating func advance() -> UInt8? {
        guard let byte = self.peek() else { return nil }
        self.offset += 1
        return byte
    }

    /// The text from `start` to here.
    func text(from start: Int) -> String {
        String(decoding: self.source[start..<self.offset], as: UTF8.self)
    }

    func error(_ reason: String, _ code: AccessError.Code = .invalidJSON, at offset: Int? = nil)
        -> AccessError
    {
        JSONDocument.error(code, reason, at: offset ?? self.offset, in: self.source)
    }

    private mutating func skipBlanks() {
        while let byte = self.peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.offset += 1
        }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        self.skipBlanks()
        guard self.peek() == UInt8(ascii: character) else { return false }
        self.offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(AccessError) {
        guard self.accept(character) else { throw self.error("expected `\(character)` here") }
    }

    // MARK: Values

    /// An array or object whose end is not read yet: the reader does not recurse, so depth takes no stack.
    private struct Container {
        let start: Int
        let isObject: Bool
        var elements: [JSONNode] = []
        var members: [JSONNode.Member] = []
        var names: Set<CedarValue> = []

        /// The name of the member whose value comes next.
        var name = ""

        mutating func append(_ node: JSONNode) {
            if self.isObject {
                self.members.append(JSONNode.Member(name: self.name, value: node))
            } else {
                self.elements.append(node)
            }
        }

        var node: JSONNode {
            JSONNode(kind: self.isObject ? .object(self.members) : .array(self.elements), offset: self.start)
        }
    }

    private mutating func value() throws(AccessError) -> JSONNode {
        var open: [Container] = []
        while true {
            guard var node = try self.scalarOrEmpty(&open) else { continue }
            while var container = open.popLast() {
                container.append(node)
                if self.accept(",") {
                    if container.isObject { try self.name(for: &container) }
                    open.append(container)
                    break
                }
                try self.expect(container.isObject ? "}" : "]")
                node = container.node
            }
            if open.isEmpty { return node }
        }
    }

    /// The value that begins here, if it has none within; nil if it goes on to `open`.
    private mutating func scalarOrEmpty(_ open: inout [Container]) throws(AccessError) -> JSONNode? {
        self.skipBlanks()
        let start = self.offset
        guard open.count < self.limits.maximumDepth else {
            throw self.error("nested more than \(self.limits.maximumDepth) levels deep", .limitExceeded)
        }
        guard let first = self.peek(), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            return JSONNode(kind: try self.scalar(), offset: start)
        }
        self.offset += 1
        var container = Container(start: start, isObject: first == UInt8(ascii: "{"))
        if self.accept(container.isObject ? "}" : "]") { return container.node }
        if container.isObject { try self.name(for: &container) }
        open.append(container)
        return nil
    }

    /// Reads the name of the next member and the colon after it.
    private mutating func name(for container: inout Container) throws(AccessError) {
        self.skipBlanks()
        let start = self.offset
        guard self.peek() == UInt8(ascii: "\"") else { throw self.error("expected a name in quotes here") }
        container.name = try self.string()
        guard container.names.insert(.string(container.name)).inserted else {
            throw self.error("there is another member of this name", .duplicateName, at: start)
        }
        try self.expect(":")
    }

    private mutating func scalar() throws(AccessError) -> JSONNode.Kind {
        switch self.peek() {
        case UInt8(ascii: "\""): .string(try self.string())
        case UInt8(ascii: "t"): try self.word("true", .boolean(true))
        case UInt8(ascii: "f"): try self.word("false", .boolean(false))
        case UInt8(ascii: "n"): try self.word("null", .null)
        default: .integer(try self.integer())
        }
    }

    private mutating func word(_ word: String, _ kind: JSONNode.Kind) throws(AccessError) -> JSONNode.Kind {
        guard self.source[self.offset...].starts(with: word.utf8) else {
            throw self.error("expected a value here")
        }
        self.offset += word.utf8.count
        return kind
    }

    private mutating func integer() throws(AccessError) -> Int64 {
        let start = self.offset
        if self.peek() == UInt8(ascii: "-") { self.offset += 1 }
        let digits = self.offset
        while let byte = self.peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            self.offset += 1
        }
        guard self.offset > digits else { throw self.error("expected a value here", at: start) }
        guard self.source[digits] != UInt8(ascii: "0") || self.offset == digits + 1 else {
            throw self.error("a number does not begin with zeros", at: start)
        }
        if let byte = self.peek(), ".eE".utf8.contains(byte) {
            throw self.error("Cedar has no floating-point numbers", .invalidValue, at: start)
        }
        guard let value = Int64(self.text(from: start)) else {
            throw self.error("the integer needs more than 64 bits", .integerOutOfRange, at: start)
        }
        return value
    }
}
