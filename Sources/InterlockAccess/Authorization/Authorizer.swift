/// Cedar's authorization algorithm, for policies that are compiled once.
///
/// Compiling works out what does not depend on the request, leaves out what can never apply, and sorts the rest by
/// their scopes: policies that do not concern a request cost it nothing.
public struct Authorizer: Sendable {
    private let policies: [CompiledPolicy]
    private let index: PolicyIndex

    /// Compiles `policies`.
    public init(_ policies: PolicySet) {
        let compiled = policies.policies.compactMap { $0.compiled() }
        self.policies = compiled.map { CompiledPolicy($0) }
        self.index = PolicyIndex(compiled.map(\.scope))
    }

    /// Decides `request`, reading attributes and hierarchy from `entities`.
    ///
    /// Nothing is allowed unless a policy permits it; one forbid outweighs all permits; a policy whose conditions
    /// cannot be evaluated counts for nothing and is reported.
    public func isAuthorized(
        _ request: AuthorizationRequest,
        entities: EntityStore
    ) -> AuthorizationResponse {
        let evaluator = Evaluator(request: request, entities: entities)
        var permits: [Int] = []
        var forbids: [Int] = []
        var errors: [(position: Int, error: EvaluationError)] = []
        self.index.forEachCandidate(evaluator) { position in
            let policy = self.policies[position]
            do throws(EvaluationError) {
                guard try evaluator.isSatisfied(policy.policy) else { return }
                if policy.policy.effect == .permit {
                    permits.append(position)
                } else {
                    forbids.append(position)
                }
            } catch {
                errors.append((position, error))
            }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return AuthorizationResponse(
            decision: isAllowed ? .allow : .deny,
            determiningPolicies: self.names(isAllowed ? permits : forbids),
            errors: self.inOrder(errors)
        )
    }

    /// The names of the policies at `positions`, in the order of the set, each once.
    private func names(_ positions: [Int]) -> [PolicyID] {
        guard positions.count > 1 else { return positions.map { self.policies[$0].policy.id } }
        let sorted = positions.sorted()
        return zip(sorted, [-1] + sorted).filter { $0 != $1 }.map { self.policies[$0.0].policy.id }
    }

    private func inOrder(
        _ errors: [(position: Int, error: EvaluationError)]
    ) -> [(policy: PolicyID, error: EvaluationError)] {
        var last = -1
        return errors.sorted { $0.position < $1.position }.compactMap { position, error in
            defer { last = position }
            return position == last ? nil : (self.policies[position].policy.id, error)
        }
    }
}

/// A policy behind one reference: requests share it.
private final class CompiledPolicy: Sendable {
    let policy: Policy

    init(_ policy: Policy) { self.policy = policy }
}

extension Policy {
    /// The policy with its conditions folded; nil if it can never apply.
    fileprivate func compiled() -> Policy? {
        var kept: [Condition] = []
        for condition in self.conditions {
            let folded = condition.expression.folded()
            if case .literal(.boolean(let value)) = folded.kind {
                if value == condition.isWhen { continue }
                // What stands before it may still fail, and must then be reported.
                if kept.isEmpty { return nil }
            }
            kept.append(Condition(isWhen: condition.isWhen, expression: folded))
        }
        var policy = self
        policy.conditions = kept
        return policy
    }
}
