internal import InterlockJSON

/// A JSON text (RFC 8259), read strictly, and errors that point into it.
struct JSONDocument: Sendable {
    /// The value that is the whole text.
    let root: JSONNode

    let source: [UInt8]

    init(_ text: String, limits: ParsingLimits) throws(AccessError) {
        guard text.utf8.count <= limits.maximumByteCount else {
            let reason = "the text has \(text.utf8.count) bytes, more than \(limits.maximumByteCount)"
            throw AccessError(.limitExceeded, reason)
        }
        self.source = Array(text.utf8)
        var reader = JSONReader(self.source, maximumDepth: limits.maximumDepth)
        do {
            self.root = try reader.document()
        } catch {
            throw Self.error(Self.code(error.code), error.reason, at: error.offset, in: self.source)
        }
    }

    private static func code(_ code: JSONFault.Code) -> AccessError.Code {
        switch code {
        case .duplicateName: .duplicateName
        case .invalidEscape: .invalidEscape
        case .limitExceeded: .limitExceeded
        default: .invalidJSON
        }
    }

    /// An error at `node`.
    func error(_ code: AccessError.Code, _ reason: String, at node: JSONNode) -> AccessError {
        Self.error(code, reason, at: node.offset, in: self.source)
    }

    /// An error at a byte of `source`.
    static func error(
        _ code: AccessError.Code,
        _ reason: String,
        at offset: Int,
        in source: [UInt8]
    ) -> AccessError {
        let lexer = Lexer(source)
        let start = SourcePosition(line: 1, column: 1, offset: 0)
        return lexer.error(code, reason, at: lexer.position(of: offset, from: start))
    }

    /// `node`'s elements, if it is an array.
    func array(_ node: JSONNode, _ role: String) throws(AccessError) -> [JSONNode] {
        guard case .array(let elements) = node.kind else { throw self.mismatch("an array", node, role) }
        return elements
    }

    /// `node`'s members, if it is an object.
    func object(_ node: JSONNode, _ role: String) throws(AccessError) -> [JSONNode.Member] {
        guard case .object(let members) = node.kind else { throw self.mismatch("an object", node, role) }
        return members
    }

    /// `node`'s text, if it is a string.
    func string(_ node: JSONNode, _ role: String) throws(AccessError) -> String {
        guard case .string(let string) = node.kind else { throw self.mismatch("a string", node, role) }
        return string
    }

    /// Refuses members of `node` that are not called one of `names`: a misspelt one must not be ignored.
    func refuseMembers(of node: JSONNode, except names: [String], _ role: String) throws(AccessError) {
        for member in try self.object(node, role) where !names.contains(member.name) {
            throw self.error(.invalidValue, "\(role) has no member \"\(member.name)\"", at: member.value)
        }
    }

    /// The member that must be there.
    func member(_ name: String, of node: JSONNode, _ role: String) throws(AccessError) -> JSONNode {
        guard let member = node[name] else {
            throw self.error(.invalidValue, "\(role) must have a member \"\(name)\"", at: node)
        }
        return member
    }

    private func mismatch(_ expected: String, _ node: JSONNode, _ role: String) -> AccessError {
        self.error(.invalidValue, "\(role) must be \(expected), not \(node.kindName)", at: node)
    }
}
