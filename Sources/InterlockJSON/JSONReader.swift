/// A strict reader of JSON (RFC 8259): unique names, no lone surrogates, nothing after the value.
///
/// Not `JSONDecoder`: that accepts repeated names and `1.0` for 1, does not say where a value stands, and its
/// depth limit is not ours.
package struct JSONReader {
    private let source: [UInt8]
    private let maximumDepth: Int
    private(set) var offset = 0

    /// Takes a text of UTF-8.
    package init(_ source: [UInt8], maximumDepth: Int) {
        self.source = source
        self.maximumDepth = maximumDepth
    }

    /// The value that is the whole text; a byte order mark before it is passed over (RFC 8259 section 8.1).
    package mutating func document() throws(JSONFault) -> JSONNode {
        if self.source.starts(with: [0xEF, 0xBB, 0xBF]) { self.offset = 3 }
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
    func text(from start: Int) throws(JSONFault) -> String {
        guard let text = String(validating: self.source[start..<self.offset], as: UTF8.self) else {
            throw self.error("the text is not UTF-8", at: start)
        }
        return text
    }

    func error(_ reason: String, _ code: JSONFault.Code = .syntax, at offset: Int? = nil) -> JSONFault {
        JSONFault(code, reason, at: offset ?? self.offset, in: self.source)
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

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONFault) {
        guard self.accept(character) else { throw self.error("expected `\(character)` here") }
    }

    // MARK: Values

    /// A member's name, compared by its bytes.
    private struct Name: Hashable {
        let text: String

        static func == (left: Name, right: Name) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            for byte in self.text.utf8 { hasher.combine(byte) }
        }
    }

    /// An array or object whose end is not read yet: the reader does not recurse, so depth takes no stack.
    private struct Container {
        let start: Int
        let isObject: Bool
        var elements: [JSONNode] = []
        var members: [JSONNode.Member] = []
        var names: Set<Name> = []

        /// The name of the member whose value comes next, and its place.
        var name = Name(text: "")
        var nameOffset = 0

        mutating func append(_ node: JSONNode) {
            if self.isObject {
                self.members.append(
                    JSONNode.Member(name: self.name.text, value: node, offset: self.nameOffset)
                )
            } else {
                self.elements.append(node)
            }
        }

        var node: JSONNode {
            JSONNode(kind: self.isObject ? .object(self.members) : .array(self.elements), offset: self.start)
        }
    }

    private mutating func value() throws(JSONFault) -> JSONNode {
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
    private mutating func scalarOrEmpty(_ open: inout [Container]) throws(JSONFault) -> JSONNode? {
        self.skipBlanks()
        let start = self.offset
        guard open.count < self.maximumDepth else {
            throw self.error("nested more than \(self.maximumDepth) levels deep", .limitExceeded)
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
    private mutating func name(for container: inout Container) throws(JSONFault) {
        self.skipBlanks()
        let start = self.offset
        guard self.peek() == UInt8(ascii: "\"") else { throw self.error("expected a name in quotes here") }
        container.name = Name(text: try self.string())
        container.nameOffset = start
        guard container.names.insert(container.name).inserted else {
            let name = container.name.text.debugDescription
            throw self.error("there is another member \(name) in this object", .duplicateName, at: start)
        }
        try self.expect(":")
    }

    private mutating func scalar() throws(JSONFault) -> JSONNode.Kind {
        switch self.peek() {
        case UInt8(ascii: "\""): .string(try self.string())
        case UInt8(ascii: "t"): try self.word("true", .boolean(true))
        case UInt8(ascii: "f"): try self.word("false", .boolean(false))
        case UInt8(ascii: "n"): try self.word("null", .null)
        default: try self.number()
        }
    }

    private mutating func word(_ word: String, _ kind: JSONNode.Kind) throws(JSONFault) -> JSONNode.Kind {
        guard self.source[self.offset...].starts(with: word.utf8) else {
            throw self.error("expected a value here")
        }
        self.offset += word.utf8.count
        return kind
    }

    private mutating func number() throws(JSONFault) -> JSONNode.Kind {
        let start = self.offset
        if self.peek() == UInt8(ascii: "-") { self.offset += 1 }
        let digits = self.offset
        guard self.skipDigits() else { throw self.error("expected a value here", at: start) }
        guard self.source[digits] != UInt8(ascii: "0") || self.offset == digits + 1 else {
            throw self.error("a number does not begin with zeros", at: start)
        }
        var isWhole = true
        if self.peek() == UInt8(ascii: ".") {
            self.offset += 1
            isWhole = false
            guard self.skipDigits() else { throw self.error("expected a digit here") }
        }
        if let byte = self.peek(), "eE".utf8.contains(byte) {
            self.offset += 1
            isWhole = false
            if let sign = self.peek(), "+-".utf8.contains(sign) { self.offset += 1 }
            guard self.skipDigits() else { throw self.error("expected a digit here") }
        }
        let text = try self.text(from: start)
        guard isWhole, let value = Int64(text) else { return .number(text) }
        return .integer(value)
    }

    /// Consumes digits.
    ///
    /// - Returns: Whether there was one.
    private mutating func skipDigits() -> Bool {
        let start = self.offset
        while let byte = self.peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            self.offset += 1
        }
        return self.offset > start
    }
}
