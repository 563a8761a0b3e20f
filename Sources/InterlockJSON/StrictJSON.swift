/// Reads values from JSON that people write: an unknown or doubled member is an error that names it and its place.
package enum StrictJSON {
    /// Levels of arrays and objects in each other.
    package static let maximumDepth = 64

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: The text.
    ///   - ignoringUnknownMembers: Whether members that the type does not know are passed over, as in files of other
    ///     people's formats.
    /// - Returns: The value.
    /// - Throws: The first fault, with its place; an error of the type that was read is the fault's `cause`.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from bytes: [UInt8],
        ignoringUnknownMembers: Bool = false
    ) throws(JSONFault) -> Value {
        var reader = JSONReader(bytes, maximumDepth: Self.maximumDepth)
        let root = try reader.document()
        let document = StrictDocument(bytes, root: root, ignoresUnknownMembers: ignoringUnknownMembers)
        do {
            return try document.value(type, root, [])
        } catch {
            throw document.fault(error)
        }
    }
}

/// A text that is being read, and the place of the last error of a type in it.
final class StrictDocument {
    let ignoresUnknownMembers: Bool
    private let source: [UInt8]
    private let root: JSONNode
    private var failure: (node: JSONNode, path: [any CodingKey])?

    init(_ source: [UInt8], root: JSONNode, ignoresUnknownMembers: Bool) {
        self.source = source
        self.root = root
        self.ignoresUnknownMembers = ignoresUnknownMembers
    }

    /// The value that `node` stands for.
    func value<Value: Decodable>(
        _ type: Value.Type,
        _ node: JSONNode,
        _ path: [any CodingKey]
    ) throws -> Value {
        if let scalar = type as? any JSONScalar.Type {
            guard let value = scalar.init(json: node) as? Value else {
                throw self.mismatch(scalar.expectation, node, path)
            }
            return value
        }
        let decoder = StrictDecoder(self, node, path)
        do {
            let value = try Value(from: decoder)
            try decoder.finish()
            self.failure = nil
            return value
        } catch let problem as JSONProblem {
            throw problem
        } catch DecodingError.dataCorrupted where !Self.names(of: type).isEmpty {
            let names = Self.names(of: type).joined(separator: ", ")
            throw self.mismatch("one of \(names)", node, path)
        } catch {
            if self.failure == nil { self.failure = (node, path) }
            throw error
        }
    }

    /// The values that an enumeration is written as.
    private static func names(of type: Any.Type) -> [String] {
        func texts<Choice: CaseIterable>(_ type: Choice.Type) -> [String] {
            type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue }
                .map { ($0 as? String)?.debugDescription ?? "\($0)" }
        }
        return (type as? any CaseIterable.Type).map { texts($0) } ?? []
    }

    // MARK: Faults

    func problem(
        _ code: JSONFault.Code,
        _ reason: String,
        _ offset: Int,
        _ path: [any CodingKey]
    ) -> JSONProblem {
        JSONProblem(code: code, reason: reason, path: Self.text(path), offset: offset)
    }

    func mismatch(_ expectation: String, _ node: JSONNode, _ path: [any CodingKey]) -> JSONProblem {
        self.problem(.invalidValue, "expected \(expectation), found \(node.excerpt)", node.offset, path)
    }

    /// The fault that an error of a type comes to.
    func fault(_ error: any Error) -> JSONFault {
        if let problem = error as? JSONProblem { return problem.fault(in: self.source) }
        if let context = (error as? DecodingError)?.context {
            let (node, path) = (self.node(at: context.codingPath), context.codingPath)
            return self.problem(.invalidValue, context.debugDescription, node.offset, path).fault(
                in: self.source
            )
        }
        let (node, path) = self.failure ?? (self.root, [])
        var (reason, place) = ("\(error)", Self.text(path))
        // Some errors name the member, or the value, themselves.
        if reason.contains("\(place):") { place = "" }
        if node.isScalar, !reason.contains(node.words) { reason += "; found \(node.excerpt)" }
        return JSONFault(
            .invalidValue,
            reason,
            path: place,
            at: node.offset,
            in: self.source,
            cause: error
        )
    }

    /// The node that a path leads to, as far as it leads.
    private func node(at path: [any CodingKey]) -> JSONNode {
        var node = self.root
        for key in path {
            if let index = key.intValue, case .array(let elements) = node.kind,
                elements.indices.contains(index)
            {
                node = elements[index]
            } else if let member = node[key.stringValue] {
                node = member
            }
        }
        return node
    }

    /// `trading.tick`, `peers[2]`.
    private static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
        @unknown default: nil
        }
    }
}
