public import InterlockAccess

/// The policies that a market goes by where it has none of its own.
public enum MarketPolicies {
    /// The Cedar text, as shipped in `market.cedar`.
    public static let text = String(decoding: PackageResources.market_cedar, as: UTF8.self)

    /// The Cedar schema of what they may speak of, as shipped in `market.cedarschema`.
    public static let schemaText = String(decoding: PackageResources.market_cedarschema, as: UTF8.self)

    /// The policies, parsed.
    ///
    /// - Throws: `AccessError`, which only a broken build of this library can.
    public static func standard() throws(AccessError) -> PolicySet { try PolicySet(parsing: Self.text) }

    /// The schema, parsed.
    ///
    /// - Throws: `AccessError`, which only a broken build of this library can.
    public static func schema() throws(AccessError) -> Schema { try Schema(parsing: Self.schemaText) }

    /// The schema's actions in their groups, which every request's entities stand upon; without them no policy on a
    /// group of actions would apply.
    static let actions: EntityStore = {
        do {
            return try EntityStore(Self.schema().actionEntities)
        } catch {
            preconditionFailure("this library's own schema does not parse: \(error)")
        }
    }()
}
