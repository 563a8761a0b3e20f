/// The members of an object.
struct StrictKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: StrictDecoder

    var codingPath: [any CodingKey] { self.decoder.codingPath }

    var allKeys: [Key] { self.decoder.names().compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { self.decoder.member(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        if case .null = try self.decoder.requiredMember(key).kind { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let node = try self.decoder.requiredMember(key)
        return try self.decoder.document.value(type, node, self.codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try self.superDecoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try self.superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { self.decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        self.decoder.decoder(of: try self.decoder.requiredMember(key), key)
    }
}

/// The elements of a list, one after the other.
struct StrictUnkeyedContainer: UnkeyedDecodingContainer {
    let decoder: StrictDecoder
    let elements: [JSONNode]
    private(set) var currentIndex = 0

    init(decoder: StrictDecoder, elements: [JSONNode]) {
        self.decoder = decoder
        self.elements = elements
    }

    var codingPath: [any CodingKey] { self.decoder.codingPath }

    var count: Int? { self.elements.count }

    var isAtEnd: Bool { self.currentIndex == self.elements.count }

    private func element() throws -> JSONNode {
        guard !self.isAtEnd else {
            let reason = "expected more than \(self.elements.count) elements in the list"
            throw self.decoder.document.problem(
                .missingMember,
                reason,
                self.decoder.node.offset,
                self.codingPath
            )
        }
        return self.elements[self.currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
        guard case .null = try self.element().kind else { return false }
        self.currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let path = self.codingPath + [IndexKey(self.currentIndex)]
        let value = try self.decoder.document.value(type, try self.element(), path)
        self.currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try self.superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try self.superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = self.decoder.decoder(of: try self.element(), IndexKey(self.currentIndex))
        self.currentIndex += 1
        return decoder
    }
}

/// One value.
struct StrictSingleContainer: SingleValueDecodingContainer {
    let decoder: StrictDecoder

    var codingPath: [any CodingKey] { self.decoder.codingPath }

    func decodeNil() -> Bool {
        if case .null = self.decoder.node.kind { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try self.decoder.document.value(type, self.decoder.node, self.codingPath)
    }
}
