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
        let node = try self.value(depth: 1)
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

    private mutating func value(depth: Int) throws(AccessError) -> JSONNode {
        self.skipBlanks()
        let start = self.offset
        guard depth <= self.limits.maximumDepth else {
            throw self.error("nested more than \(self.limits.maximumDepth) levels deep", .limitExceeded)
        }
        let kind: JSONNode.Kind =
            switch self.peek() {
            case UInt8(ascii: "{"): try self.object(depth: depth)
            case UInt8(ascii: "["): try self.array(depth: depth)
            case UInt8(ascii: "\""): .string(try self.string())
            case UInt8(ascii: "t"): try self.word("true", .boolean(true))
            case UInt8(ascii: "f"): try self.word("false", .boolean(false))
            case UInt8(ascii: "n"): try self.word("null", .null)
            default: .integer(try self.integer())
            }
        return JSONNode(kind: kind, offset: start)
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

    private mutating func array(depth: Int) throws(AccessError) -> JSONNode.Kind {
        self.offset += 1
        if self.accept("]") { return .array([]) }
        var elements: [JSONNode] = []
        repeat {
            elements.append(try self.value(depth: depth + 1))
        } while self.accept(",")
        try self.expect("]")
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(AccessError) -> JSONNode.Kind {
        self.offset += 1
        if self.accept("}") { return .object([]) }
        var members: [JSONNode.Member] = []
        var names: Set<CedarValue> = []
        repeat {
            self.skipBlanks()
            let start = self.offset
            guard self.peek() == UInt8(ascii: "\"") else {
                throw self.error("expected a name in quotes here")
            }
            let name = try self.string()
            guard names.insert(.string(name)).inserted else {
                throw self.error("there is another member of this name", .duplicateName, at: start)
            }
            try self.expect(":")
            members.append(JSONNode.Member(name: name, value: try self.value(depth: depth + 1)))
        } while self.accept(",")
        try self.expect("}")
        return .object(members)
    }
}
