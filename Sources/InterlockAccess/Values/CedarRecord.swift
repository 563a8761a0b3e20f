/// Attributes by name.
///
/// An array sorted by name rather than a dictionary: the records of policies and requests have few
/// attributes, and a request builds its records anew.
public struct CedarRecord: Sendable {
    /// Above this many attributes, look-up is by bisection.
    private static let linearLimit = 8

    /// The attributes, sorted by the bytes of their names.
    private var entries: [Entry]

    private struct Entry: Hashable, Sendable {
        let name: String
        var value: CedarValue

        static func == (left: Entry, right: Entry) -> Bool {
            left.name.isExactly(right.name) && left.value == right.value
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(self.name)
            hasher.combine(self.value)
        }
    }

    /// A record without attributes.
    public init() {
        self.entries = []
    }

    /// Makes a record of attributes by name; nil if a name occurs twice.
    public init?(_ attributes: [(String, CedarValue)]) {
        self.init(distinct: attributes)
        for (entry, next) in zip(self.entries, self.entries.dropFirst()) where entry.name.isExactly(next.name)
        {
            return nil
        }
    }

    /// Makes a record of a dictionary's attributes.
    public init(_ attributes: [String: CedarValue]) {
        self.init(distinct: attributes.map { ($0.key, $0.value) })
    }

    /// Makes a record of attributes whose names are known to differ.
    init(distinct attributes: [(String, CedarValue)]) {
        self.entries = attributes.map { Entry(name: $0.0, value: $0.1) }
        self.entries.sort { $0.name.precedesExactly($1.name) }
    }

    /// The number of attributes.
    public var count: Int { self.entries.count }

    /// Whether there are no attributes.
    public var isEmpty: Bool { self.entries.isEmpty }

    /// The attributes' names, sorted by their bytes.
    public var names: [String] { self.entries.map(\.name) }

    /// The value of attribute `name`, nil if there is none; setting nil removes it.
    public subscript(name: String) -> CedarValue? {
        get {
            guard let index = self.index(of: name) else { return nil }
            return self.entries[index].value
        }
        set {
            switch (self.index(of: name), newValue) {
            case (let index?, let value?): self.entries[index].value = value
            case (let index?, nil): self.entries.remove(at: index)
            case (nil, let value?): self.insert(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Whether there is an attribute `name`.
    func has(_ name: String) -> Bool { self.index(of: name) != nil }

    private mutating func insert(_ entry: Entry) {
        self.entries.insert(entry, at: self.lowerBound(of: entry.name))
    }

    private func index(of name: String) -> Int? {
        if self.entries.count <= Self.linearLimit {
            return self.entries.firstIndex { $0.name.isExactly(name) }
        }
        let index = self.lowerBound(of: name)
        return index < self.entries.count && self.entries[index].name.isExactly(name) ? index : nil
    }

    /// The first place whose name does not sort before `name`.
    private func lowerBound(of name: String) -> Int {
        var low = 0
        var high = self.entries.count
        while low < high {
            let middle = (low + high) / 2
            if self.entries[middle].name.precedesExactly(name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension CedarRecord: Hashable {}

extension CedarRecord: ExpressibleByDictionaryLiteral {
    /// The record that a dictionary literal spells; of a name that occurs twice, the last value counts.
    public init(dictionaryLiteral elements: (String, CedarValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}
