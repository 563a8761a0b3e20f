import Testing

@testable import InterlockAccess
