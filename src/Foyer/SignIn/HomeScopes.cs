using Foyer.Data;
using Foyer.Web;

namespace Foyer.SignIn;

internal static class HomeScopes
{
    extension(TenantScopes scopes)
    {
        /// <summary>A scope of the person's home inside a request that may work for another tenant; the audit log still names the caller.</summary>
        public AsyncServiceScope In(Guid tenantId, RequestInfo from)
        {
            var scope = scopes.In(tenantId);
            var info = scope.ServiceProvider.GetRequiredService<RequestInfo>();
            (info.IpAddress, info.CorrelationId) = (from.IpAddress, from.CorrelationId);
            return scope;
        }
    }
}
