/// Cedar's authorization algorithm.
public enum Authorizer {
    /// Decides `request` by `policies`, reading attributes and hierarchy from `entities`.
    ///
    /// Nothing is allowed unless a policy permits it; one forbid outweighs all permits; a policy whose conditions
    /// cannot be evaluated counts for nothing and is reported.
    public static func isAuthorized(
        _ request: AuthorizationRequest,
        policies: PolicySet,
        entities: EntityStore
    ) -> AuthorizationResponse {
        let evaluator = Evaluator(request: request, entities: entities)
        var permits: [PolicyID] = []
        var forbids: [PolicyID] = []
        var errors: [(policy: PolicyID, error: EvaluationError)] = []
        for policy in policies.policies {
            do {
                guard try evaluator.isSatisfied(policy) else { continue }
                switch policy.effect {
                case .permit: permits.append(policy.id)
                case .forbid: forbids.append(policy.id)
                }
            } catch {
                errors.append((policy.id, error))
            }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return AuthorizationResponse(
            decision: isAllowed ? .allow : .deny,
            determiningPolicies: isAllowed ? permits : forbids,
            errors: errors
        )
    }
}
