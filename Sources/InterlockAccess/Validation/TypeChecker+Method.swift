extension TypeChecker {
    mutating func call(
        _ method: Method,
        _ target: Expression,
        _ arguments: [Expression],
        at expression: Expression,
        _ prior: Capabilities
    ) -> Answer {
        switch (method, arguments.first) {
        case (.isEmpty, _):
            _ = self.expect(.set(nil), target, prior)
            return Answer(type: .anyBoolean)
        case (.contains, let argument?):
            return Answer(type: self.contains(target, argument, at: expression, prior))
        case (.containsAll, let argument?), (.containsAny, let argument?):
            let left = self.expect(.set(nil), target, prior).type
            let right = self.expect(.set(nil), argument, prior).type
            _ = self.join(left, right, at: expression, "the sets of `\(method.rawValue)`")
            return Answer(type: .anyBoolean)
        case (.hasTag, let argument?):
            return self.hasTag(target, argument, prior)
        case (.getTag, let argument?):
            return Answer(type: self.getTag(target, argument, at: expression, prior))
        case (_, nil):
            return Answer(type: nil)
        }
    }

    private mutating func contains(
        _ target: Expression,
        _ argument: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let set = self.expect(.set(nil), target, prior).type
        let element = self.type(of: argument, prior).type
        if case .set(let elements?) = set {
            _ = self.join(elements, element, at: expression, "the set and the argument of `contains`")
        }
        return .anyBoolean
    }

    // MARK: Tags

    /// The types that tags of an entity of this type may have.
    private func tagTypes(_ type: CedarType) -> Set<CedarType> {
        switch type {
        case .entity(let name): Set([self.schema.entityTypes[name]?.tags].compactMap(\.self))
        case .anyEntity: Set(self.schema.entityTypes.values.compactMap(\.tags))
        default: []
        }
    }

    private mutating func hasTag(
        _ target: Expression,
        _ tag: Expression,
        _ prior: Capabilities
    ) -> Answer {
        let type = self.expect(.anyEntity, target, prior).type
        _ = self.expect(.string, tag, prior)
        guard let type else { return Answer(type: nil) }
        let capability = Capability.tag(of: ExpressionKey(target), ExpressionKey(tag))
        let result: CedarType =
            if self.tagTypes(type).isEmpty {
                .boolean(false)
            } else {
                prior.contains(capability) ? .boolean(true) : .anyBoolean
            }
        return Answer(type: result, capabilities: [capability])
    }

    private mutating func getTag(
        _ target: Expression,
        _ tag: Expression,
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let type = self.expect(.anyEntity, target, prior).type
        _ = self.expect(.string, tag, prior)
        guard let type else { return nil }
        guard prior.contains(.tag(of: ExpressionKey(target), ExpressionKey(tag))) else {
            self.report(.unguardedTag, "`hasTag` with the same tag must come before `getTag`", at: expression)
            return nil
        }
        let types = self.tagTypes(type)
        if types.isEmpty {
            self.report(.unknownTag, "\(type) has no tags", at: expression)
            return nil
        }
        var joined: CedarType? = .never
        for type in types { joined = self.join(joined, type, at: expression, "the tags") }
        return joined
    }
}
