/// The attributes that a record or entity type has.
struct RecordType: Sendable {
    /// An attribute's type, and whether it must be there.
    struct Attribute: Hashable, Sendable {
        let name: String
        let type: CedarType
        let isRequired: Bool

        static func == (left: Attribute, right: Attribute) -> Bool {
            left.isRequired == right.isRequired && left.name.isExactly(right.name) && left.type == right.type
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(self.name)
            hasher.combine(self.isRequired)
        }
    }

    /// The attributes, sorted by the bytes of their names.
    let attributes: [Attribute]

    /// Makes a type of attributes whose names differ.
    init(_ attributes: [Attribute]) {
        self.attributes = attributes.sorted { $0.name.precedesExactly($1.name) }
    }

    /// The attribute `name`, nil if the type has none.
    subscript(name: String) -> Attribute? {
        var low = 0
        var high = self.attributes.count
        while low < high {
            let middle = (low + high) / 2
            if self.attributes[middle].name.precedesExactly(name) { low = middle + 1 } else { high = middle }
        }
        guard low < self.attributes.count, self.attributes[low].name.isExactly(name) else { return nil }
        return self.attributes[low]
    }
}

extension RecordType: Hashable {}

extension RecordType: CustomStringConvertible {
    /// The type as schema text writes it.
    var description: String {
        let attributes = self.attributes.map { attribute in
            "\(SchemaText.name(attribute.name))\(attribute.isRequired ? "" : "?"): \(attribute.type)"
        }
        return "{\(attributes.joined(separator: ", "))}"
    }
}
