/// Policies and templates, each with a name of its own.
public struct PolicySet: Sendable {
    /// The policies, in their order; those made of templates come where they were linked.
    public private(set) var policies: [Policy] = []

    /// The templates, in their order; by themselves they decide nothing.
    public private(set) var templates: [Template] = []

    /// The template that a policy was made of, for those made of one.
    public private(set) var links: [PolicyID: TemplateLink] = [:]

    private var places: [PolicyID: Place] = [:]

    private enum Place {
        case policy(Int)
        case template(Int)
    }

    /// A set without policies, which denies everything.
    public init() {}

    /// Reads Cedar policy text (language version 4).
    ///
    /// Policies and templates are called `policy0`, `policy1`, … by their place in the text, as Cedar does;
    /// ``rename(_:to:)`` gives them other names.
    ///
    /// - Throws: the first fault in the text, with its place; `limitExceeded` beyond `limits`.
    public init(parsing text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        var parser = try Parser(text, limits: limits)
        for template in try parser.templates() { try self.add(template) }
    }

    /// The policy called `id`, nil if there is none.
    public subscript(id: PolicyID) -> Policy? {
        guard case .policy(let position)? = self.places[id] else { return nil }
        return self.policies[position]
    }

    /// The template called `id`, nil if there is none.
    public func template(_ id: PolicyID) -> Template? {
        guard case .template(let position)? = self.places[id] else { return nil }
        return self.templates[position]
    }

    /// The number of policies.
    public var count: Int { self.policies.count }

    /// Appends `policy`, under another name if one is given.
    ///
    /// - Throws: `duplicateName` if the name is taken.
    public mutating func add(_ policy: Policy, as id: PolicyID? = nil) throws(AccessError) {
        var policy = policy
        policy.id = id ?? policy.id
        try self.claim(policy.id, for: .policy(self.policies.count))
        self.policies.append(policy)
    }

    /// Appends `template`, or its body if it has no slots.
    mutating func add(_ template: Template) throws(AccessError) {
        guard !template.slots.isEmpty else { return try self.add(template.body) }
        try self.claim(template.id, for: .template(self.templates.count))
        self.templates.append(template)
    }

    /// Appends the policy that the template called `id` becomes with `values` in its slots.
    ///
    /// - Throws: `unknownName` if there is no such template, `slotMismatch` unless `values` has an entity for each
    ///   of its slots and no further ones, `duplicateName` if the name is taken.
    public mutating func link(
        _ id: PolicyID,
        as newID: PolicyID,
        _ values: [Template.Slot: EntityUID]
    ) throws(AccessError) {
        guard let template = self.template(id) else {
            throw AccessError(.unknownName, "there is no template \(id)")
        }
        try self.add(try template.linked(as: newID, values))
        self.links[newID] = TemplateLink(template: id, values: values)
    }

    /// Gives the policy or template called `id` the name `newID`.
    ///
    /// - Throws: `unknownName` if there is none, `duplicateName` if the new name is taken.
    public mutating func rename(_ id: PolicyID, to newID: PolicyID) throws(AccessError) {
        guard let place = self.places[id] else {
            throw AccessError(.unknownName, "there is no policy \(id)")
        }
        guard id != newID else { return }
        try self.claim(newID, for: place)
        self.places[id] = nil
        switch place {
        case .policy(let position):
            self.policies[position].id = newID
            self.links[newID] = self.links.removeValue(forKey: id)
        case .template(let position):
            self.templates[position].body.id = newID
            self.links = self.links.mapValues { link in
                link.template == id ? TemplateLink(template: newID, values: link.values) : link
            }
        }
    }

    private mutating func claim(_ id: PolicyID, for place: Place) throws(AccessError) {
        guard self.places[id] == nil else {
            throw AccessError(.duplicateName, "there is another policy \(id)")
        }
        self.places[id] = place
    }
}
