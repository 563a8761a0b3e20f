/// The question whether a principal may do an action to a resource.
public struct AuthorizationRequest: Hashable, Sendable {
    /// Who asks.
    public var principal: EntityUID

    /// What to do.
    public var action: EntityUID

    /// What to do it to.
    public var resource: EntityUID

    /// Further circumstances.
    public var context: CedarRecord

    /// Makes a request.
    public init(principal: EntityUID, action: EntityUID, resource: EntityUID, context: CedarRecord = [:]) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }
}
