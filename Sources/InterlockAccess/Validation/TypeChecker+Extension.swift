extension TypeChecker {
    /// The type of a call of an extension function or method; a method's target is the first argument.
    ///
    /// In strict mode a constructor takes literals only, so that one it refuses is found here and not by a request.
    mutating func call(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        at expression: Expression,
        _ prior: Capabilities
    ) -> CedarType? {
        let name = function.rawValue
        let signature = ExtensionSignature(function)
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
            if case .string(let text) = value, type.value(text) == nil {
                let reason = "\(StringEscapes.quoted(text)) is no \(type.rawValue)"
                self.report(.invalidArgument, reason, at: argument)
            }
        }
        return signature.result
    }
}
