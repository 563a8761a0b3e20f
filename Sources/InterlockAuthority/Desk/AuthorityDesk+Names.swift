internal import InterlockCrypto
public import InterlockIdentity

/// The rules on who may be certified here, under which name.
extension AuthorityDesk {
    /// The identities that this authority may certify; nil for a root that may certify any that it has not given away.
    public var namespace: IdentityNamespace? { self.authority.certificate.identityNamespace }

    /// The identity as it is certified here: a bare name gets the authority's namespace before it, as Kerberos puts the
    /// default realm behind one.
    ///
    /// - Throws: `AuthorityError` with code `refused` where both together are too long.
    public func qualified(_ identity: ParticipantID) throws(AuthorityError) -> ParticipantID {
        do {
            return try self.namespace?.qualifying(identity) ?? identity
        } catch {
            throw AuthorityError(error)
        }
    }

    /// The attributes under the identity that is certified here.
    ///
    /// - Throws: `AuthorityError` with code `refused` where they are too long then.
    public func qualified(_ attributes: AttributeSet) throws(AuthorityError) -> AttributeSet {
        let identity = try self.qualified(attributes.identity)
        guard identity != attributes.identity else { return attributes }
        do {
            return try attributes.replacing(identity: identity)
        } catch {
            throw AuthorityError(error)
        }
    }

    func qualified(_ order: CertificateOrder) throws(AuthorityError) -> CertificateOrder {
        guard let attributes = order.attributes else { return order }
        var qualified = CertificateOrder(
            attributes: try self.qualified(attributes),
            hosts: order.hosts,
            key: order.key,
            generation: order.generation,
            profile: order.profile,
            validity: order.validity
        )
        qualified.sharesKey = order.sharesKey
        return qualified
    }

    /// Tells whether an applicant that calls itself `name` may be meant by `identity`, here.
    public func isName(_ name: String, of identity: ParticipantID) -> Bool {
        guard let own = try? ParticipantID(name) else { return false }
        return own == identity || (try? self.qualified(own)) == identity
    }

    /// Refuses an identity that is another authority's to certify, or that can be taken for one on record.
    func checkIdentity(_ identity: ParticipantID, _ transaction: StoreTransaction) throws {
        if let twin = try AuthorityStore.twin(of: identity.description, transaction.database) {
            throw AuthorityError(
                .ambiguousName,
                "\(identity): \(twin) is registered, and differs in the case of letters only; choose another identity"
            )
        }
        let whole = IdentityNamespace(identity: identity)
        for other in try transaction.authorities() where other.namespace?.overlaps(whole) ?? false {
            throw AuthorityError(
                .identityNamespace,
                "\(identity): is for \(other.name) to certify, whose identities are \(other.namespace?.description ?? "")"
            )
        }
    }

    /// Refuses the name of an authority that can be taken for this one, for those above, or for one on record.
    ///
    /// The very name of one on record is that authority's next key.
    func checkName(_ name: DistinguishedName, _ transaction: StoreTransaction) throws {
        let own = self.authority.certificate
        for above in [own.subjectName, own.issuerName] where name.isConfusable(with: above) {
            throw AuthorityError(
                .ambiguousName,
                "\"\(name)\": is the name of an authority above it, \"\(above)\"; choose another (a root's new key is a rollover, and not certified so)"
            )
        }
        let known = try transaction.authorities().map(\.name)
        for other in known where name.isConfusable(with: other) && !name.isSpelled(as: other) {
            throw Self.ambiguous("\(name)", "\(other)")
        }
        guard let organization = name.organization else { return }
        for other in (known + [own.subjectName]).compactMap(\.organization)
        where DistinguishedName.isConfusable(organization, other)
            && !organization.utf8.elementsEqual(other.utf8)
        {
            throw Self.ambiguous(organization, other)
        }
    }

    private static func ambiguous(_ name: String, _ other: String) -> AuthorityError {
        AuthorityError(
            .ambiguousName,
            "\"\(name)\": can be taken for \"\(other)\", which is on record; choose another name (a next key of the same organisation takes its exact spelling)"
        )
    }

    /// The scope of an authority, with the identities that it may certify, and no other authority of this register.
    func scope(of order: IntermediateOrder, _ transaction: StoreTransaction) throws -> AuthorityScope {
        let authorities = try transaction.authorities()
        let namespace = try self.namespace(for: order, authorities)
        if let own = self.namespace, !namespace.isWithin(own) {
            throw AuthorityError(
                .identityNamespace,
                "\(order.organization): \(namespace) is not within this authority's own identities, \(own)"
            )
        }
        for other in authorities where !other.isOf(order.organization) {
            guard let taken = other.namespace, taken.overlaps(namespace) else { continue }
            throw AuthorityError(
                .identityNamespace,
                "\(order.organization): \(namespace) meets \(taken), the identities of \(other.name); choose another namespace"
            )
        }
        if let taken = try AuthorityStore.identity(in: namespace, transaction.database) {
            throw AuthorityError(
                .identityNamespace,
                "\(order.organization): this authority has certified or registered \(taken), which is in \(namespace); choose another namespace"
            )
        }
        var scope = order.scope
        scope.grant = try self.grant(scope.grant, limitedTo: namespace)
        return scope
    }

    /// What the grant of the order says, the order itself, the organisation's certificate before, or its name.
    private func namespace(
        for order: IntermediateOrder,
        _ authorities: [SubordinateAuthority]
    ) throws -> IdentityNamespace {
        if let rule = order.scope.grant?.rules[AttributeSet.Name.identity] {
            guard let namespace = IdentityNamespace(rule) else {
                throw AuthorityError(
                    .identityNamespace,
                    "the grant for \(order.organization): identity is \(rule); expected a prefix or a list, or no rule for identity"
                )
            }
            guard order.namespace == nil || order.namespace == namespace else {
                throw AuthorityError(
                    .identityNamespace,
                    "the grant for \(order.organization): identity is \(rule), and the namespace is given as \(order.namespace?.description ?? "")"
                )
            }
            return namespace
        }
        if let namespace = order.namespace { return namespace }
        let before = authorities.last { $0.isOf(order.organization) && $0.namespace != nil }
        if let namespace = before?.namespace { return namespace }
        return try IdentityNamespace(derivedFrom: order.organization, within: self.namespace)
    }

    /// A grant for a namespace: the one that is asked for, else this authority's own, else all that the schema knows.
    private func grant(_ asked: AttributeGrant?, limitedTo namespace: IdentityNamespace) throws
        -> AttributeGrant
    {
        guard let grant = try asked ?? self.authority.certificate.attributeGrant() else {
            return try AttributeGrant(everythingIn: self.schema, for: namespace)
        }
        return try grant.limited(to: namespace)
    }
}
