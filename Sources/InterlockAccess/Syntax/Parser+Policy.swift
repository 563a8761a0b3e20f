extension Parser {
    /// All policies and templates of the text, called `policy0`, `policy1`, … by their place.
    mutating func templates() throws(AccessError) -> [Template] {
        var templates: [Template] = []
        while self.current.kind != .end {
            templates.append(try self.template(PolicyID(position: templates.count)))
        }
        return templates
    }

    private mutating func template(_ id: PolicyID) throws(AccessError) -> Template {
        let annotations = try self.annotations()
        let position = self.current.position
        guard self.current.kind == .identifier, let effect = Policy.Effect(rawValue: self.current.text) else {
            throw self.unexpected("`permit` or `forbid`")
        }
        try self.advance()
        let (scope, principal, resource) = try self.scope()
        let conditions = try self.conditions()
        guard try self.accept(.semicolon) else { throw self.unexpected("`when`, `unless` or `;`") }
        let body = Policy(
            id: id,
            annotations: annotations,
            effect: effect,
            scope: scope,
            conditions: conditions,
            position: position
        )
        return Template(body: body, principal: principal, resource: resource)
    }

    /// `@name` or `@name("value")`; any identifier will do, also a reserved one.
    mutating func annotations() throws(AccessError) -> [Policy.Annotation] {
        var annotations: [Policy.Annotation] = []
        var names: Set<String> = []
        while try self.accept(.at) {
            guard self.current.kind == .identifier else { throw self.unexpected("the annotation's name") }
            guard names.insert(self.current.text).inserted else {
                throw self.error(.duplicateName, "there is another annotation @\(self.current.text)")
            }
            let name = try self.advance().text
            var value: String?
            if try self.accept(.leftParenthesis) {
                value = try self.string("the annotation's value in quotes")
                try self.expect(.rightParenthesis)
            }
            annotations.append(Policy.Annotation(name: name, value: value))
        }
        return annotations
    }

    private mutating func conditions() throws(AccessError) -> [Policy.Condition] {
        var conditions: [Policy.Condition] = []
        while self.isAt(word: "when") || self.isAt(word: "unless") {
            let isWhen = try self.advance().text == "when"
            try self.expect(.leftBrace)
            let expression = try self.expression()
            try self.expect(.rightBrace)
            conditions.append(Policy.Condition(isWhen: isWhen, expression: expression))
        }
        return conditions
    }
}
