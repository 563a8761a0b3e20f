import Testing

@testable import InterlockIdentity
