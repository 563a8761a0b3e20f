/// A principal, action, resource or group: attributes, tags, and the entities that it is in.
public struct Entity: Hashable, Sendable {
    /// Its name.
    public var uid: EntityUID

    /// What is known of it.
    public var attributes: CedarRecord

    /// The entities that it is directly in; they need not exist as entities.
    public var parents: [EntityUID]

    /// Values under names that are data; policies read them with `hasTag` and `getTag`.
    public var tags: CedarRecord

    /// Makes an entity.
    public init(
        uid: EntityUID,
        attributes: CedarRecord = [:],
        parents: [EntityUID] = [],
        tags: CedarRecord = [:]
    ) {
        self.uid = uid
        self.attributes = attributes
        self.parents = parents
        self.tags = tags
    }
}
