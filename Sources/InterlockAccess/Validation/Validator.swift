/// Checks policies against a schema, in Cedar's strict mode.
///
/// A policy's types are worked out once for each kind of request that the schema allows: see
/// docs.cedarpolicy.com, "Policy validation", and the formal model in cedar-policy/cedar-spec.
public struct Validator: Sendable {
    /// What is kept of one policy: enough to see what is wrong, whatever the number of kinds of requests.
    private static let maximumFindingCount = 64

    private let schema: Schema
    private let environments: [Schema.Environment]

    /// Makes a validator for `schema`.
    public init(schema: Schema) {
        self.schema = schema
        self.environments = schema.environments
    }

    /// Checks all `policies` and templates; a slot may hold whatever entity its place allows.
    public func validate(_ policies: PolicySet) -> ValidationReport {
        var report = ValidationReport()
        for policy in policies.policies { self.validate(policy, into: &report) }
        for template in policies.templates { self.validate(template.body, into: &report) }
        return report
    }

    private func validate(_ policy: Policy, into report: inout ValidationReport) {
        var errors = self.nameFindings(policy)
        if !self.isApplicable(policy.scope) {
            let reason = "no action of the schema applies to a principal and a resource of this scope"
            errors.append(self.finding(.inapplicableAction, reason, policy))
        }
        var seen = Set(errors)
        var isImpossible = true
        for environment in self.environments {
            guard let context = self.schema.actions[environment.action]?.context else { continue }
            var checker = TypeChecker(schema: self.schema, environment: environment, context: context)
            if checker.type(of: policy) != .boolean(false) { isImpossible = false }
            for issue in checker.issues where seen.count <= Self.maximumFindingCount {
                let found = self.finding(issue.code, issue.reason, policy, at: issue.position)
                guard seen.insert(found).inserted else { continue }
                errors.append(self.finding(issue.code, issue.reason, policy, at: issue.position, environment))
            }
        }
        if seen.count > Self.maximumFindingCount {
            errors.append(self.finding(.tooManyFindings, "there is more to say of this policy", policy))
        }
        report.errors += errors
        if isImpossible {
            let reason = "the policy applies to no request that the schema allows"
            report.warnings.append(self.finding(.impossiblePolicy, reason, policy))
        }
    }

    private func finding(
        _ code: ValidationFinding.Code,
        _ reason: String,
        _ policy: Policy,
        at position: SourcePosition? = nil,
        _ environment: Schema.Environment? = nil
    ) -> ValidationFinding {
        ValidationFinding(
            code: code,
            reason: reason,
            policy: policy.id,
            position: position ?? policy.position,
            environment: environment
        )
    }

    // MARK: Names

    /// Entity types, actions and enumerated entities that the schema does not have.
    private func nameFindings(_ policy: Policy) -> [ValidationFinding] {
        var findings: [ValidationFinding] = []
        for name in PolicyNames(policy).names {
            switch name.kind {
            case .type(let type):
                if self.schema.hasType(type) { continue }
                let reason = "the schema has no entity type \(type)"
                findings.append(self.finding(.unknownEntityType, reason, policy, at: name.position))
            case .entity(let uid):
                guard let fault = self.schema.fault(of: uid) else { continue }
                findings.append(self.finding(fault.code, fault.reason, policy, at: name.position))
            }
        }
        return findings
    }

    // MARK: Scope

    /// Whether some action applies to a principal and a resource that `scope` admits.
    private func isApplicable(_ scope: Scope) -> Bool {
        self.actions(of: scope.action).contains { action in
            action.principals.contains { self.schema.mayMeet(scope.principal, $0) }
                && action.resources.contains { self.schema.mayMeet(scope.resource, $0) }
        }
    }

    private func actions(of constraint: Scope.ActionConstraint) -> [Schema.Action] {
        switch constraint {
        case .any:
            return Array(self.schema.actions.values)
        case .equal(let uid):
            return self.schema.actions[uid].map { [$0] } ?? []
        case .isIn(let uids):
            // One that the schema does not have makes the whole list useless, as in Cedar.
            guard uids.allSatisfy({ self.schema.actions[$0] != nil }) else { return [] }
            let descendants = uids.flatMap { [$0] + (self.schema.actions[$0]?.descendants ?? []) }
            return Set(descendants).compactMap { self.schema.actions[$0] }
        }
    }
}
