using Foyer.Web;

namespace Foyer.Account;

/// <summary>A person's own page (contract section 4): who they are, how and where they are signed in, which organisations know them, and the ways out.</summary>
internal static class AccountModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccount() => services.AddScoped<MyConsents>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapAccount()
        {
            var account = routes.MapGroup("/account").RequireAuthorization();
            account.MapGet("", AccountEndpoints.Show);
            account.MapPost("/consents/{tenantId:guid}/{id:guid}/revoke", AccountEndpoints.Revoke).TakesForm();
            account.MapPost("/sessions/{id:guid}/end", AccountEndpoints.End).TakesForm();
            account.MapGet("/password", PasswordEndpoints.Ask);
            account.MapPost("/password", PasswordEndpoints.Change).TakesForm();
            account.MapGet("/leave/{tenantId:guid}", LeaveEndpoints.Ask);
            account.MapPost("/leave/{tenantId:guid}", LeaveEndpoints.Leave).TakesForm();
        }
    }
}
