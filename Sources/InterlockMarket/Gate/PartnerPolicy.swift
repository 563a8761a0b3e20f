public import InterlockAccess

/// Cedar policies on the pair (buyer, seller): whether the two may trade.
///
/// The buyer is the principal, the seller the resource, both `Interlock::Participant` with the attributes of their
/// certificates; the action is `Interlock::Action::"Trade"`. What no policy permits may not be.
public struct PartnerPolicy: Sendable {
    private let authorizer: Authorizer
    /// The attributes that the policies read, for all others change nothing; nil where they may read any.
    private let attributes: [String]?

    /// Takes the policies.
    public init(_ policies: PolicySet) {
        self.authorizer = Authorizer(policies)
        self.attributes = policies.attributesRead
    }

    /// Whether a buyer of these attributes may trade with a seller of those.
    package func permits(buyer: Entity, seller: Entity) -> Bool {
        let request = AuthorizationRequest(
            principal: buyer.uid,
            action: MarketPolicy.action("Trade"),
            resource: seller.uid,
            context: [:]
        )
        let pair = buyer.uid == seller.uid ? [buyer] : [buyer, seller]
        guard let entities = try? MarketPolicies.actions.adding(pair) else { return false }
        return self.authorizer.isAuthorized(request, entities: entities).decision == .allow
    }

    /// What tells participants apart for the policies: those with the same form one group.
    package func group(of participant: Entity) -> PartnerGroup {
        guard let attributes else {
            return PartnerGroup(identity: participant.uid, attributes: participant.attributes)
        }
        let read = attributes.compactMap { name in participant.attributes[name].map { (name, $0) } }
        return PartnerGroup(identity: nil, attributes: CedarRecord(read) ?? [:])
    }
}

/// What participants have in common whom a ``PartnerPolicy`` cannot tell apart.
package struct PartnerGroup: Hashable, Sendable {
    let identity: EntityUID?
    let attributes: CedarRecord
}
