extension TypeChecker {
    /// The type of a call of the extension function or method `name`; a method's target is the first argument.
    ///
    /// In strict mode a constructor takes literals only, so that one it refuses is found here and not by a request:
    /// `accepts` says whether it takes a string.
    mutating func callExtension(
        _ name: String,
        _ arguments: [Expression],
        at expression: Expression,
        _ prior: Capabilities,
        accepts: (CedarType.ExtensionTypeName, String) -> Bool
    ) -> CedarType? {
        guard let signature = ExtensionSignature(name) else { return nil }
        guard arguments.count == signature.parameters.count else {
            let reason = "`\(name)` takes \(signature.parameters.count) values, not \(arguments.count)"
            self.report(.invalidArgument, reason, at: expression)
            return nil
        }
        for (parameter, argument) in zip(signature.parameters, arguments) {
            _ = self.expect(parameter, argument, prior)
            guard let type = signature.constructs else { continue }
            guard case .literal(let value) = argument.kind else {
                self.report(.invalidArgument, "`\(name)` takes only a literal", at: argument)
                continue
            }
            if case .string(let text) = value, !accepts(type, text) {
                let reason = "\(StringEscapes.quoted(text)) is no \(type.rawValue)"
                self.report(.invalidArgument, reason, at: argument)
            }
        }
        return signature.result
    }
}
