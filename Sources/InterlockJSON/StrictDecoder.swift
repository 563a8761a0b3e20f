/// Decoder of one JSON value, which keeps account of the members that were asked for.
final class StrictDecoder: Decoder {
    let document: StrictDocument
    let node: JSONNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The names that were asked for; nil while nobody has taken the value for an object.
    private var asked: Set<String>?
    private var index: [String: JSONNode] = [:]
    private var nested: [StrictDecoder] = []

    init(_ document: StrictDocument, _ node: JSONNode, _ codingPath: [any CodingKey]) {
        self.document = document
        self.node = node
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try self.open()
        return KeyedDecodingContainer(StrictKeyedContainer<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = self.node.kind else {
            throw self.document.mismatch("a list in brackets", self.node, self.codingPath)
        }
        return StrictUnkeyedContainer(decoder: self, elements: elements)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { StrictSingleContainer(decoder: self) }

    /// A decoder of a value within this one, whose members count as this one's.
    func decoder(of node: JSONNode, _ key: any CodingKey) -> StrictDecoder {
        let decoder = StrictDecoder(self.document, node, self.codingPath + [key])
        self.nested.append(decoder)
        return decoder
    }

    // MARK: Members

    private var members: [JSONNode.Member] {
        if case .object(let members) = self.node.kind { members } else { [] }
    }

    /// Takes the value for an object.
    private func open() throws {
        guard self.asked == nil else { return }
        guard case .object(let members) = self.node.kind else {
            throw self.document.mismatch("an object in braces", self.node, self.codingPath)
        }
        self.asked = []
        // Swift's texts are equal in two Unicode forms; the first of two such members would hide the second.
        for member in members where self.index.updateValue(member.value, forKey: member.name) != nil {
            let reason = "there is another member \(member.name.debugDescription), in another Unicode form"
            throw self.document.problem(.duplicateName, reason, member.offset, self.codingPath)
        }
    }

    /// All names, which count as asked for.
    func names() -> [String] {
        let names = self.members.map(\.name)
        self.asked?.formUnion(names)
        return names
    }

    func member(_ key: any CodingKey) -> JSONNode? {
        self.asked?.insert(key.stringValue)
        return self.index[key.stringValue]
    }

    func requiredMember(_ key: any CodingKey) throws -> JSONNode {
        if let member = self.member(key) { return member }
        let reason = "the member \"\(key.stringValue)\" is missing"
        throw self.document.problem(.missingMember, reason, self.node.offset, self.codingPath)
    }

    /// Refuses members that nobody has asked for.
    func finish() throws {
        for decoder in self.nested { try decoder.finish() }
        guard let asked, !self.document.ignoresUnknownMembers else { return }
        try self.refuseMembers(except: asked)
    }

    func refuseMembers(except known: Set<String>) throws {
        guard let unknown = self.members.first(where: { !known.contains($0.name) }) else { return }
        let reason = UnknownMember.reason(unknown.name, known: known)
        throw self.document.problem(.unknownMember, reason, unknown.offset, self.codingPath)
    }
}

/// An element's place in a list.
struct IndexKey: CodingKey {
    let index: Int
    var stringValue: String { "\(self.index)" }
    var intValue: Int? { self.index }

    init(_ index: Int) { self.index = index }
    init?(stringValue: String) { nil }
    init?(intValue: Int) { self.init(intValue) }
}
