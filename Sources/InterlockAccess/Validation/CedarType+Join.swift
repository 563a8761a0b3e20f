extension CedarType {
    /// The least type that values of both have, in strict mode; nil if there is none.
    ///
    /// Records must have the same attributes, required alike, and entities be of the same type.
    func joined(with other: CedarType) -> CedarType? {
        switch (self, other) {
        case (.never, _): return other
        case (_, .never): return self
        case (.boolean(let left), .boolean(let right)):
            return left == right ? self : .anyBoolean
        case (.set(let left?), .set(let right?)):
            return left.joined(with: right).map { .set($0) }
        case (.set, .set): return .set(nil)
        case (.record(let left), .record(let right)):
            return left.joined(with: right).map { .record($0) }
        default: return self == other ? self : nil
        }
    }
}

extension RecordType {
    fileprivate func joined(with other: RecordType) -> RecordType? {
        guard self.attributes.count == other.attributes.count else { return nil }
        var joined: [Attribute] = []
        for (left, right) in zip(self.attributes, other.attributes) {
            guard left.name.isExactly(right.name), left.isRequired == right.isRequired,
                let type = left.type.joined(with: right.type)
            else { return nil }
            joined.append(Attribute(name: left.name, type: type, isRequired: left.isRequired))
        }
        return RecordType(joined)
    }
}
