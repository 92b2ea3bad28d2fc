// Made from openapi/appliance.json (sha256 83e69c7e9ab87223b31f341fa222d40218b62c8d60db2a5205385cab90953810) by `npm run codegen`; do not edit.

export interface paths {
    "/api/v1/api-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * API accounts.
         * @description For administrators, and for those who have `admin.api_accounts`.
         */
        get: operations["listPrograms"];
        put?: never;
        /**
         * Make an API account; the answer holds its secret, this once.
         * @description For administrators, and for those who have `admin.api_accounts` who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["createProgram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One API account.
         * @description For administrators, and for those who have `admin.api_accounts`.
         */
        get: operations["viewProgram"];
        put?: never;
        post?: never;
        /**
         * Remove an API account.
         * @description For administrators, and for those who have `admin.api_accounts` who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeProgram"];
        options?: never;
        head?: never;
        /**
         * Change an API account.
         * @description For administrators, and for those who have `admin.api_accounts` who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        patch: operations["editProgram"];
        trace?: never;
    };
    "/api/v1/api-accounts/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret for an API account; the old one and its tokens end.
         * @description For administrators, and for those who have `admin.api_accounts` who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["renewProgramSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a file into the chat of a session that the caller is in.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        post: operations["sendAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the chat of a session that the caller sees.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["fetchAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Canned messages, by category and name.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listCannedMessages"];
        put?: never;
        /**
         * Make a canned message.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createCannedMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One canned message.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewCannedMessage"];
        put?: never;
        post?: never;
        /**
         * Remove a canned message.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeCannedMessage"];
        options?: never;
        head?: never;
        /**
         * Change a canned message.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editCannedMessage"];
        trace?: never;
    };
    "/api/v1/custom-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Custom fields of sessions.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listCustomFields"];
        put?: never;
        /**
         * Make a custom field.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createCustomField"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custom-fields/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One custom field.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewCustomField"];
        put?: never;
        post?: never;
        /**
         * Remove a custom field; sessions keep what they started with.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeCustomField"];
        options?: never;
        head?: never;
        /**
         * Change a custom field; sessions keep what they started with.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editCustomField"];
        trace?: never;
    };
    "/api/v1/external/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a file into the chat of the session that the caller was invited into.
         * @description For external representatives, while they are in their session and the web console is switched on.
         */
        post: operations["sendExternalAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/external/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the chat of the session that the caller was invited into.
         * @description For external representatives, while they are in their session and the web console is switched on.
         */
        get: operations["fetchExternalAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/external/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What somebody who came by a link needs for the chat of the session.
         * @description For external representatives, while they are in their session and the web console is switched on.
         */
        get: operations["viewExternalChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/external/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a link is for that brings somebody without an account into a session.
         * @description For everybody, signed in or not.
         */
        post: operations["viewExternalLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/external/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come into a session by such a link, once; the cookie of it is set.
         * @description For everybody, signed in or not.
         */
        post: operations["followExternalLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/external/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for the link of somebody who came by one.
         * @description For everybody, signed in or not.
         */
        post: operations["makeExternalTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/group-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Group policies, from top to bottom.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["listGroupPolicies"];
        put?: never;
        /**
         * Make a group policy, at the bottom.
         * @description For administrators, and for those who have `admin.policies`.
         */
        post: operations["createGroupPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/group-policies/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put all group policies into an order.
         * @description For administrators, and for those who have `admin.policies`.
         */
        post: operations["orderGroupPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/group-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A group policy.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewGroupPolicy"];
        put?: never;
        post?: never;
        /**
         * Remove a group policy.
         * @description For administrators, and for those who have `admin.policies`.
         */
        delete: operations["removeGroupPolicy"];
        options?: never;
        head?: never;
        /**
         * Change a group policy; running sessions follow at once.
         * @description For administrators, and for those who have `admin.policies`.
         */
        patch: operations["editGroupPolicy"];
        trace?: never;
    };
    "/api/v1/invitations/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline an invitation by such a link, once, and ask for no more of them if wanted.
         * @description For everybody, signed in or not.
         */
        post: operations["declineAwayInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a link is for that was sent to a representative who is not signed in.
         * @description For everybody, signed in or not.
         */
        post: operations["viewAwayInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Support issues.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listIssues"];
        put?: never;
        /**
         * Make a support issue.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createIssue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One support issue.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewIssue"];
        put?: never;
        post?: never;
        /**
         * Remove a support issue.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeIssue"];
        options?: never;
        head?: never;
        /**
         * Change a support issue.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editIssue"];
        trace?: never;
    };
    "/api/v1/jump-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jump Groups.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["listGroups"];
        put?: never;
        /**
         * Make a Jump Group.
         * @description For administrators, and for those who have `admin.jump_groups`.
         */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Jump Group.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewGroup"];
        put?: never;
        post?: never;
        /**
         * Remove an empty Jump Group.
         * @description For administrators, and for those who have `admin.jump_groups`.
         */
        delete: operations["removeGroup"];
        options?: never;
        head?: never;
        /**
         * Change a Jump Group.
         * @description For administrators, and for those who have `admin.jump_groups`.
         */
        patch: operations["editGroup"];
        trace?: never;
    };
    "/api/v1/jump-installers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Installers.
         * @description For administrators, and for those who have `admin.installers`.
         */
        get: operations["listInstallers"];
        put?: never;
        /**
         * Make an installer.
         * @description For administrators, and for those who have `admin.installers`.
         */
        post: operations["createInstaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-installers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an installer.
         * @description For administrators, and for those who have `admin.installers`.
         */
        delete: operations["removeInstaller"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-item-roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jump Item Roles.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Make a Jump Item Role.
         * @description For administrators, and for those who have `admin.policies`.
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-item-roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Jump Item Role.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewRole"];
        put?: never;
        post?: never;
        /**
         * Remove a Jump Item Role that nothing names.
         * @description For administrators, and for those who have `admin.policies`.
         */
        delete: operations["removeRole"];
        options?: never;
        head?: never;
        /**
         * Change a Jump Item Role of the site's own.
         * @description For administrators, and for those who have `admin.policies`.
         */
        patch: operations["editRole"];
        trace?: never;
    };
    "/api/v1/jump-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visible Jump Items.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["listItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-items/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the same to several Jump Items.
         * @description For everybody who is signed in and has a password of their own.
         */
        post: operations["batchItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-items/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visible Jump Items that fit criteria.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["findItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-items/frequent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jump Items that the caller uses most.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["listFrequent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jump-items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A Jump Item with its details.
         * @description For those who see the item.
         */
        get: operations["viewItem"];
        put?: never;
        post?: never;
        /**
         * Remove a Jump Item; its agent is uninstalled now or when it next connects.
         * @description For those whose role at the item includes it.
         */
        delete: operations["removeItem"];
        options?: never;
        head?: never;
        /**
         * Change a Jump Item.
         * @description For those whose role at the item includes what is changed.
         */
        patch: operations["editItem"];
        trace?: never;
    };
    "/api/v1/jump-locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the visible Jump Items are.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["listLocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password; a second factor may be missing then.
         * @description For everybody, signed in or not.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a sign-in with a second factor, or with a passkey alone.
         * @description For everybody, signed in or not.
         */
        post: operations["proveFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a sign-in with a passkey alone.
         * @description For everybody, signed in or not.
         */
        post: operations["askPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Security providers that people sign in at.
         * @description For everybody, signed in or not.
         */
        get: operations["listSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go to a security provider to sign in there.
         * @description For everybody, signed in or not.
         */
        post: operations["beginVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link sent that resets a forgotten password; the answer never says whether there is such an account.
         * @description For everybody, signed in or not.
         */
        post: operations["askReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/reset/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a link that resets a password is for.
         * @description For everybody, signed in or not.
         */
        post: operations["viewReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/reset/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a link, once; every login of the account ends.
         * @description For everybody, signed in or not.
         */
        post: operations["finishReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/visit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come back from a security provider.
         * @description For everybody, signed in or not.
         */
        post: operations["finishVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out.
         * @description For everybody who is signed in.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller.
         * @description For everybody who is signed in.
         */
        get: operations["viewMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the caller.
         * @description For everybody who is signed in and has a password of their own.
         */
        patch: operations["editMe"];
        trace?: never;
    };
    "/api/v1/me/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that somebody does something, so that the login does not end as idle.
         * @description For everybody who is signed in.
         */
        post: operations["beActive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What proves that the caller is still the same person.
         * @description For everybody who is signed in.
         */
        post: operations["beginAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/again/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that the caller is still the same person.
         * @description For everybody who is signed in.
         */
        post: operations["proveAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the caller needs for the chat of sessions.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["viewOwnChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/logins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the caller is signed in.
         * @description For everybody who is signed in.
         */
        get: operations["listOwnLogins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/logins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign the caller out elsewhere.
         * @description For everybody who is signed in.
         */
        delete: operations["endOwnLogin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the caller's password.
         * @description For everybody who is signed in.
         */
        post: operations["changeOwnPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the caller may do, and by which rule.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["explainMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New recovery codes in place of the old ones.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/scripts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Canned scripts that the caller may have run in sessions.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["listOwnScripts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's second factors.
         * @description For everybody who is signed in.
         */
        get: operations["listOwnFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to make a passkey.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors/passkey/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a passkey as second factor; other logins end.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["finishPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A secret for an authenticator app.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["beginTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors/totp/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an authenticator app as second factor; other logins end.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["finishTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a second factor of the caller.
         * @description For everybody who is signed in, has a password of their own, and proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeOwnFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{id}/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the caller is asked about a session that they were in.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["viewOwnSurvey"];
        put?: never;
        /**
         * Answer it, once.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        post: operations["answerOwnSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A token for a program (OAuth 2 client credentials).
         * @description For everybody, signed in or not.
         */
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document.
         * @description For everybody, signed in or not.
         */
        get: operations["document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permission-catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that can be allowed.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public sites, the default one first.
         * @description For administrators, and for those who have `admin.configuration` or `admin.policies`.
         */
        get: operations["listPublicSites"];
        put?: never;
        /**
         * Make a public site.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createPublicSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A public site.
         * @description For administrators, and for those who have `admin.configuration` or `admin.policies`.
         */
        get: operations["viewPublicSite"];
        put?: never;
        post?: never;
        /**
         * Remove a public site other than the default one; its host names lead to the default one then.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removePublicSite"];
        options?: never;
        head?: never;
        /**
         * Change a public site; running sessions follow at once.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editPublicSite"];
        trace?: never;
    };
    "/api/v1/public-sites/{id}/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A public site's logo.
         * @description For administrators, and for those who have `admin.configuration` or `admin.policies`.
         */
        get: operations["viewPublicSiteLogo"];
        put?: never;
        /**
         * Give a public site a logo of at most 128 KiB and 2048 pixels.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["setPublicSiteLogo"];
        /**
         * Take a public site's logo away.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removePublicSiteLogo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The administrative record: who changed what, the newest first.
         * @description For administrators, and for those who have `admin.record`.
         */
        get: operations["listRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/record/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compute the chain of the whole administrative record anew.
         * @description For administrators, and for those who have `admin.record`.
         */
        get: operations["checkRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/representatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom the caller can hand a session on to, or share it with.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["listRepresentatives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scripts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Canned scripts without their texts, by category and name.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listScripts"];
        put?: never;
        /**
         * Make a canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createScript"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scripts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewScript"];
        put?: never;
        post?: never;
        /**
         * Remove a canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeScript"];
        options?: never;
        head?: never;
        /**
         * Change a canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editScript"];
        trace?: never;
    };
    "/api/v1/scripts/{id}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a canned script a file of at most 16 MiB that goes along with it; at most 8, of 32 MiB together.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["giveScriptFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scripts/{id}/resources/{resource}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file that goes along with a canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["fetchScriptFile"];
        put?: never;
        post?: never;
        /**
         * Take a file from a canned script.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeScriptFile"];
        options?: never;
        head?: never;
        /**
         * Say whether a file of a canned script may be run as a program.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["changeScriptFile"];
        trace?: never;
    };
    "/api/v1/security-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Security providers, in their order.
         * @description For administrators.
         */
        get: operations["listProviders"];
        put?: never;
        /**
         * Make a security provider, at the end of the order.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["createProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-providers/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put all security providers into an order.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["orderProviders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One security provider.
         * @description For administrators.
         */
        get: operations["viewProvider"];
        put?: never;
        post?: never;
        /**
         * Remove a security provider; its accounts stay and cannot sign in.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeProvider"];
        options?: never;
        head?: never;
        /**
         * Change a security provider; switched off, its logins end.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        patch: operations["editProvider"];
        trace?: never;
    };
    "/api/v1/security-providers/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a security provider, and say what works.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["testProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Custom fields that a session can be started with.
         * @description For everybody who is signed in and has a password of their own.
         */
        get: operations["listSessionFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's open session keys, and what new ones may be like.
         * @description For everybody who may make session keys, while the web console is switched on.
         */
        get: operations["listSessionKeys"];
        put?: never;
        /**
         * Make a session key: a customer starts one session with it.
         * @description For everybody who may make session keys, while the web console is switched on.
         */
        post: operations["makeSessionKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw a session key that nobody has used.
         * @description For everybody who may make session keys, while the web console is switched on.
         */
        delete: operations["withdrawSessionKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-keys/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What invites a customer with a session key, to be sent by a program of one's own.
         * @description For everybody who may make session keys, while the web console is switched on.
         */
        get: operations["viewSessionKeyInvitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-keys/{id}/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a session key by the site's own mail.
         * @description For everybody who may make session keys, while the web console is switched on.
         */
        post: operations["mailSessionKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Session policies.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["listSessionPolicies"];
        put?: never;
        /**
         * Make a session policy.
         * @description For administrators, and for those who have `admin.policies`.
         */
        post: operations["createSessionPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session policy.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewSessionPolicy"];
        put?: never;
        post?: never;
        /**
         * Remove a session policy that nothing names.
         * @description For administrators, and for those who have `admin.policies`.
         */
        delete: operations["removeSessionPolicy"];
        options?: never;
        head?: never;
        /**
         * Change a session policy; running sessions follow at once.
         * @description For administrators, and for those who have `admin.policies`.
         */
        patch: operations["editSessionPolicy"];
        trace?: never;
    };
    "/api/v1/session-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions that the caller may read about, running and ended, the newest first.
         * @description For everybody whom `reports.sessions`, or a role at a Jump Item, lets read reports; what they do not see is not there.
         */
        get: operations["listSessionReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report of one session, without its log.
         * @description For everybody whom `reports.sessions`, or a role at a Jump Item, lets read reports; what they do not see is not there.
         */
        get: operations["viewSessionReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-reports/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of one session, the oldest first.
         * @description For everybody whom `reports.sessions`, or a role at a Jump Item, lets read reports; what they do not see is not there.
         */
        get: operations["listSessionReportEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-reports/{id}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the chat of a session.
         * @description For everybody whom `reports.sessions`, or a role at a Jump Item, lets read reports; what they do not see is not there.
         */
        get: operations["fetchReportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-reports/{id}/shells/{shell}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a shell put out, with times and sizes, as asciicast v2.
         * @description For everybody whom `reports.recordings` lets have recordings, of sessions that they may read about; what they do not see is not there.
         */
        get: operations["fetchShellRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-reports/{id}/shells/{shell}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a shell put out, as plain lines without any control character.
         * @description For everybody whom `reports.recordings` lets have recordings, of sessions that they may read about; what they do not see is not there.
         */
        get: operations["fetchShellTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Running sessions, the newest first.
         * @description For administrators, and for those who have `admin.status`.
         */
        get: operations["listRunningSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A running session.
         * @description For administrators, and for those who have `admin.status`.
         */
        get: operations["viewRunningSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set custom fields of a running session; its consoles show them at once.
         * @description For administrators, and for those who have `admin.status`.
         */
        patch: operations["editSession"];
        trace?: never;
    };
    "/api/v1/sessions/{id}/earlier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions before one that the caller is in, with the same endpoint or customer.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["listEarlierSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a running session; everybody in it is told that an administrator did.
         * @description For administrators, and for those who have `admin.status`.
         */
        post: operations["endSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the chat of sessions is.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewChatSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how the chat of sessions is.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editChatSettings"];
        trace?: never;
    };
    "/api/v1/settings/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the sign-in pages offer: the web console, resetting a password by e-mail.
         * @description For everybody, signed in or not.
         */
        get: operations["consoleState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the site sends mail.
         * @description For administrators.
         */
        get: operations["viewMail"];
        put?: never;
        post?: never;
        /**
         * Send no mail any more.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeMail"];
        options?: never;
        head?: never;
        /**
         * Change how the site sends mail.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        patch: operations["editMail"];
        trace?: never;
    };
    "/api/v1/settings/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message to try the mail server out, and say what happened.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["testMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How sessions find their representative.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewRouting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how sessions find their representative.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editRouting"];
        trace?: never;
    };
    "/api/v1/settings/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Security settings.
         * @description For administrators, and for those who have `admin.security`.
         */
        get: operations["viewSecurity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change security settings.
         * @description For administrators, and for those who have `admin.security`.
         */
        patch: operations["editSecurity"];
        trace?: never;
    };
    "/api/v1/settings/session-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What everybody may do inside sessions where nobody says otherwise.
         * @description For administrators, and for those who have `admin.policies` or `admin.users` or `admin.jump_groups` or `admin.installers`.
         */
        get: operations["viewEverybody"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what everybody may do inside sessions.
         * @description For administrators, and for those who have `admin.policies`.
         */
        patch: operations["editEverybody"];
        trace?: never;
    };
    "/api/v1/settings/translation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the chat is translated.
         * @description For administrators.
         */
        get: operations["viewTranslation"];
        put?: never;
        post?: never;
        /**
         * Translate nothing any more.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeTranslation"];
        options?: never;
        head?: never;
        /**
         * Change how the chat is translated. The service is tried first: what does not work is not saved.
         * @description For administrators who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        patch: operations["editTranslation"];
        trace?: never;
    };
    "/api/v1/simulator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an account would be allowed, and by which rule.
         * @description For administrators, and for those who have `admin.policies`.
         */
        get: operations["simulate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Skills.
         * @description For administrators, and for those who have `admin.configuration` or `admin.users`.
         */
        get: operations["listSkills"];
        put?: never;
        /**
         * Make a skill.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createSkill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/skills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One skill.
         * @description For administrators, and for those who have `admin.configuration` or `admin.users`.
         */
        get: operations["viewSkill"];
        put?: never;
        post?: never;
        /**
         * Remove a skill that no issue needs; whoever had it has it no more.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeSkill"];
        options?: never;
        head?: never;
        /**
         * Change a skill.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editSkill"];
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The state of the site.
         * @description For administrators, and for those who have `admin.status`.
         */
        get: operations["viewStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status/signed-in/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign somebody out.
         * @description For administrators, and for those who have `admin.status`.
         */
        post: operations["endLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-button-installers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Installers of Support Buttons, the newest first.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listButtonInstallers"];
        put?: never;
        /**
         * Make an installer of Support Buttons.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createButtonInstaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-button-installers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an installer; the buttons that came of it stay.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeButtonInstaller"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-button-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How Support Buttons look: all profiles.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listButtonProfiles"];
        put?: never;
        /**
         * Make a profile of Support Buttons.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createButtonProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-button-profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A profile of Support Buttons.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewButtonProfile"];
        put?: never;
        post?: never;
        /**
         * Remove a profile other than the default one, which its buttons have then.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeButtonProfile"];
        options?: never;
        head?: never;
        /**
         * Change a profile; buttons on machines keep how they look.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editButtonProfile"];
        trace?: never;
    };
    "/api/v1/support-button-profiles/{id}/icon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A profile's icon: its own, or the one that is built in.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["viewButtonIcon"];
        put?: never;
        /**
         * Give a profile an icon: a square PNG of 16 to 512 pixels and at most 64 KiB.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["setButtonIcon"];
        /**
         * Back to the icon that is built in.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeButtonIcon"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-buttons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Support Buttons on machines, the newest first; at most 1000.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listSupportButtons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-buttons/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a Support Button can be made of in a session.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        get: operations["listButtonChoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-buttons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw a Support Button: it starts nothing any more, says so, and removes itself at its next click.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["withdrawSupportButton"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/survey-answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was answered in surveys, the newest first.
         * @description For administrators, and for those who have `admin.configuration` or `admin.status`.
         */
        get: operations["listSurveyAnswers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Surveys.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listSurveys"];
        put?: never;
        /**
         * Make a survey.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/surveys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One survey.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewSurvey"];
        put?: never;
        post?: never;
        /**
         * Remove a survey that no public site asks; its answers stay.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeSurvey"];
        options?: never;
        head?: never;
        /**
         * Change a survey; answers stay as they were given.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editSurvey"];
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Support teams.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["listTeams"];
        put?: never;
        /**
         * Make a support team.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One support team.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        get: operations["viewTeam"];
        put?: never;
        post?: never;
        /**
         * Remove a support team that handles no issue; its members stay.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        delete: operations["removeTeam"];
        options?: never;
        head?: never;
        /**
         * Change a support team.
         * @description For administrators, and for those who have `admin.configuration`.
         */
        patch: operations["editTeam"];
        trace?: never;
    };
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for a link.
         * @description For everybody who is signed in, while the web console is switched on.
         */
        post: operations["makeTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts.
         * @description For administrators, and for those who have `admin.users` or `admin.jump_groups` or `admin.policies` or `admin.configuration`.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Make an account.
         * @description For administrators, and for those who have `admin.users`.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the same to several accounts.
         * @description For administrators, and for those who have `admin.users`.
         */
        post: operations["batchUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/belongings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much belongs to some accounts, and goes with them.
         * @description For administrators, and for those who have `admin.users` or `admin.jump_groups` or `admin.policies` or `admin.configuration`.
         */
        get: operations["countBelongings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account, with what holds for it and why.
         * @description For administrators, and for those who have `admin.users` or `admin.jump_groups` or `admin.policies` or `admin.configuration`.
         */
        get: operations["viewUser"];
        put?: never;
        post?: never;
        /**
         * Remove an account for good.
         * @description As for changing an account, by somebody who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeUser"];
        options?: never;
        head?: never;
        /**
         * Change an account.
         * @description For administrators, and for those who have `admin.users`, unless the account may do more in the administrative interface than they may.
         */
        patch: operations["editUser"];
        trace?: never;
    };
    "/api/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set somebody's password.
         * @description As for changing an account, by somebody who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        post: operations["setUserPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove all second factors of somebody who lost them.
         * @description As for changing an account, by somebody who proved all factors within the last ten minutes (`again_required` otherwise).
         */
        delete: operations["removeUserFactors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One of what proves it. */
        AgainProof: {
            code?: string | null;
            passkey?: Record<string, never> | null;
            password?: string | null;
            recovery_code?: string | null;
        };
        /** @description What proves that it is still the same person: any one of them. */
        AgainWanted: {
            /** @description A code of an authenticator app. */
            code: boolean;
            /** @description Options for `navigator.credentials.get`, if there is a passkey. */
            passkey?: Record<string, never>;
            password: boolean;
            provider?: components["schemas"]["SignInProvider"] | null;
            recovery_code: boolean;
        };
        /** @description Some of what was answered, the newest first. */
        AnswersPage: {
            answers: components["schemas"]["SurveyAnswers"][];
            /**
             * Format: int64
             * @description Ask for the next ones with it as `before`; absent when there are no more.
             */
            next?: number | null;
        };
        /** @description An API account, without its secret. */
        ApiAccount: {
            comments: string;
            /** @description Display name of who made it. It may no more than that account. */
            created_by: string;
            /** Format: int64 */
            created_ms: number;
            enabled: boolean;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /**
             * Format: int64
             * @description When it ends by itself.
             */
            expires_ms?: number | null;
            /** @description Also its client id. */
            id: string;
            /** @description Whether that account is enabled: otherwise this one does not work either. */
            maker_enabled: boolean;
            name: string;
            /** @description Networks that it may come from; none: from everywhere. */
            networks: string[];
            /** @description As `users:read`; writing includes reading. */
            scopes: string[];
            /**
             * Format: int64
             * @description When it last got a token.
             */
            used_ms?: number | null;
        };
        /** @description What to change of an API account. Its tokens end, except when only its name or comments change. */
        ApiAccountPatch: {
            comments?: string | null;
            enabled?: boolean | null;
            /**
             * Format: int64
             * @description `null`: it does not end by itself.
             */
            expires_ms?: number | null;
            name?: string | null;
            networks?: string[] | null;
            scopes?: string[] | null;
        };
        /** @description All API accounts. */
        ApiAccounts: {
            accounts: components["schemas"]["ApiAccount"][];
            /** @description Every scope that there is. */
            scopes: string[];
        };
        /**
         * @description Whether sessions of a queue are offered to its representatives by themselves.
         * @enum {string}
         */
        AssignmentRule: "off" | "least_busy" | "longest_idle";
        /** @description An answer by a link. */
        AwayDeclined: {
            /** @description Whether no such mail is wanted any more. */
            switch_off: boolean;
            /** @description What stands behind the `#` of the link. */
            token: string;
        };
        /** @description What somebody was invited to by mail. */
        AwayFacts: {
            /** @description What they say of it; may be empty. */
            comments: string;
            /** @description Who invites. */
            inviter: string;
            /**
             * Format: int32
             * @description Number of the invitation there.
             */
            number: number;
            session_id: string;
            session_name: string;
            /** @description Whether the session is to be taken over. */
            transfer: boolean;
        };
        /** @description What became of each. */
        BatchAnswer: {
            outcomes: components["schemas"]["BatchOutcome"][];
        };
        /** @description What became of one of several. */
        BatchOutcome: {
            id: string;
            refused?: components["schemas"]["BatchRefusal"] | null;
        };
        /** @description Why one of several was not done. */
        BatchRefusal: {
            /** @description Stable name of the reason. */
            code: string;
            /** @description What to do about it; may be empty. */
            detail: string;
            title: string;
        };
        /** @description How much belongs to some accounts together, and goes with them. */
        Belongings: {
            /**
             * Format: int64
             * @description API accounts that they made.
             */
            api_accounts: number;
            /**
             * Format: int64
             * @description Installers that put Jump Items there.
             */
            installers: number;
            /**
             * Format: int64
             * @description Where they are signed in.
             */
            logins: number;
            /**
             * Format: int64
             * @description Jump Items in their personal lists.
             */
            personal_items: number;
        };
        /** @description An issue to choose. */
        ButtonIssueChoice: {
            id: string;
            name: string;
            /** @description Empty: its sessions wait in the general queue. */
            team_name: string;
        };
        /** @description A profile to choose. */
        ButtonProfileChoice: {
            default: boolean;
            id: string;
            label: string;
            name: string;
        };
        /** @description Where sessions wait. */
        ButtonQueue: {
            /** @description Of the rep or the team; empty: the general queue. */
            id: string;
            kind: components["schemas"]["ButtonQueueKind"];
            name: string;
        };
        /**
         * @description Kinds of queues.
         * @enum {string}
         */
        ButtonQueueKind: "personal" | "team" | "general";
        /** @description A team to choose. */
        ButtonTeamChoice: {
            id: string;
            name: string;
        };
        /** @description What reps say often. */
        CannedMessage: {
            /** @description Under which heading reps find it; may be empty. */
            category: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            name: string;
            team?: components["schemas"]["TeamName"] | null;
            /** @description `{customer}` and `{rep}` stand for names. */
            text: string;
        };
        /** @description What to change of a canned message. */
        CannedMessagePatch: {
            category?: string | null;
            name?: string | null;
            /**
             * Format: uuid
             * @description `null`: for everybody.
             */
            team_id?: string | null;
            text?: string | null;
        };
        /** @description All canned messages. */
        CannedMessages: {
            canned_messages: components["schemas"]["CannedMessage"][];
        };
        /** @description One thing that can be allowed. */
        CatalogueEntry: {
            default: components["schemas"]["SettingValue"];
            key: string;
            /** @description `rule`, `flag`, `reach`, `number`, `role`, `sites`, `paths` or `commands`. */
            kind: string;
            /**
             * Format: int32
             * @description Of a number: the least that it can be.
             */
            least?: number | null;
            /**
             * Format: int32
             * @description Of a number: the most that it can be.
             */
            most?: number | null;
            section: string;
        };
        /** @description A public site that a setting can name. */
        CatalogueSite: {
            id: string;
            name: string;
        };
        /** @description What to change of it. Sessions keep the minutes that held when they began. */
        ChatPatch: {
            /** Format: int32 */
            file_mib?: number | null;
            /**
             * Format: int32
             * @description 0, or from 2 on.
             */
            idle_minutes?: number | null;
            /** Format: int32 */
            session_mib?: number | null;
        };
        /** @description How the chat is. */
        ChatSetup: {
            /**
             * Format: int32
             * @description Largest file in MiB; 0: none may be sent.
             */
            file_mib: number;
            /**
             * Format: int32
             * @description Minutes after which a representative who does nothing in a session is removed; 0: never.
             */
            idle_minutes: number;
            /**
             * Format: int32
             * @description Files of one session together, in MiB.
             */
            session_mib: number;
        };
        /** @description The list that an item is to be in. `personal` is the caller's own. */
        ChosenLocation: {
            group_id?: string | null;
            kind: components["schemas"]["LocationKind"];
            /** @description Not looked at: the group's id decides. */
            name?: string | null;
        };
        /**
         * @description What becomes of a command that fits.
         * @enum {string}
         */
        CommandAct: "deny" | "alert";
        /** @description A rule about what is typed at the prompt of a shell: a guard rail, which scripts, aliases, editors and encodings go around. */
        CommandRuleValue: {
            do: components["schemas"]["CommandAct"];
            /** @description What whoever types it is told, in at most 200 bytes. */
            note?: string;
            /** @description At most 200 bytes. `*` is any number of characters, `?` is one. It is for the whole line, and for each part of it between `;`, `|`, `&&`, `||` and `&`. */
            pattern: string;
        };
        /** @description What the sign-in pages show before anybody is signed in. */
        ConsoleState: {
            /** @description Display names of those who can change it. */
            administrators: string[];
            /** @description Whether the web console is switched on. */
            enabled: boolean;
            /** @description Whether a forgotten password can be reset by e-mail. */
            password_reset: boolean;
        };
        /** @description How many there are. */
        Counts: {
            /** Format: int64 */
            jump_clients: number;
            /** Format: int64 */
            online: number;
            /** Format: int64 */
            sessions: number;
            /** Format: int64 */
            signed_in: number;
        };
        /** @description A custom field of sessions. */
        CustomField: {
            /** @description Whether customers are asked for it on public sites. */
            asked: components["schemas"]["FieldAsked"];
            /** @description As links call it: `session.custom.<code name>`. */
            code_name: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            name: string;
            /** @description Whether representatives see it in the session. */
            shown: boolean;
        };
        /** @description What to change of a custom field. */
        CustomFieldPatch: {
            asked?: components["schemas"]["FieldAsked"] | null;
            code_name?: string | null;
            name?: string | null;
            shown?: boolean | null;
        };
        /** @description All custom fields. */
        CustomFields: {
            fields: components["schemas"]["CustomField"][];
        };
        /** @description A session that has ended. */
        EarlierSession: {
            /** Format: int64 */
            ended_ms: number;
            /** @description Why it ended, as a code. */
            ended_reason: string;
            id: string;
            /** @description The issue that the customer chose; empty where none was. */
            issue: string;
            /** @description How it came: `session_key`, `issue`, `rep`, `jump`. */
            method: string;
            /** @description The first 20. */
            notes: components["schemas"]["EarlierSessionNote"][];
            /** @description Whether the caller may read its report. */
            report: boolean;
            /** @description Who was in it. */
            representatives: string[];
            /** Format: int64 */
            started_ms: number;
        };
        /** @description What a representative wrote for the record. */
        EarlierSessionNote: {
            /** Format: int64 */
            at_ms: number;
            by: string;
            text: string;
        };
        /** @description Sessions before one. */
        EarlierSessions: {
            /** @description They are those of customers who said the same name and company. That proves nothing, so only those are listed that the caller was in or that waited in a queue of the caller or of one of their teams, unless the caller may see all sessions. */
            by_name: boolean;
            /** @description Ask for the next ones with it as `before`; absent when there are no more. */
            next?: string | null;
            /** @description The newest first. */
            sessions: components["schemas"]["EarlierSession"][];
        };
        /** @description What an external representative needs for the chat of their session. */
        ExternalChat: {
            /**
             * Format: int64
             * @description Largest file in bytes; 0: none may be sent.
             */
            file_bytes: number;
        };
        /** @description Somebody who is in one session without an account. */
        ExternalGuest: {
            /** @description What they are called there. */
            name: string;
            session_id: string;
        };
        /** @description What a link is for. */
        ExternalLinkFacts: {
            /** @description What they say of it; may be empty. */
            comments: string;
            /**
             * Format: int64
             * @description Until when it works, unless the session ends before.
             */
            expires_ms: number;
            /** @description Who invites. */
            inviter: string;
            /** @description What its guest is called in the session. */
            name: string;
        };
        /** @description A session policy that somebody without an account can be invited with. */
        ExternalProfile: {
            description: string;
            id: string;
            name: string;
        };
        /** @description A ticket for their link: single use. */
        ExternalTicket: {
            /** Format: int64 */
            expires_ms: number;
            guest: components["schemas"]["ExternalGuest"];
            ticket: string;
        };
        /**
         * @description What comes after the password.
         * @enum {string}
         */
        FactorOutcome: "nothing" | "one_of" | "set_up";
        /**
         * @description Whether customers are asked for a field where they ask for help on a public site.
         * @enum {string}
         */
        FieldAsked: "no" | "optional" | "required";
        /** @description Somebody who forgot a password. */
        ForgottenPassword: {
            /** @description A user name or an e-mail address. */
            account: string;
        };
        /** @description Items that fit. */
        FoundItems: {
            /** @description By name; the first hundred. */
            items: components["schemas"]["JumpItem"][];
            /** @description Whether there are more. */
            more: boolean;
        };
        /** @description A question as it was asked, and what was answered. */
        GivenAnswer: {
            /**
             * Format: int32
             * @description Of a scale: its highest step.
             */
            of?: number | null;
            question: string;
            /** @description What was chosen, the step of the scale, or what was written. */
            said: string[];
        };
        /** @description A Jump Group as a policy or an account is assigned to it. */
        GroupAssignment: {
            /** @description No later policy changes it. Means nothing at an account. */
            final?: boolean;
            /** Format: uuid */
            group_id: string;
            /**
             * Format: uuid
             * @description Without it, what the account's default slot holds at the moment of asking.
             */
            role_id?: string | null;
        };
        /** @description A group and the number of items in it. */
        GroupLocation: {
            /** Format: int64 */
            count: number;
            id: string;
            /** @description Whether the caller may put Jump Clients there. */
            may_deploy: boolean;
            name: string;
        };
        /** @description An account that is assigned to a group. */
        GroupMember: {
            /**
             * Format: uuid
             * @description Without it, what the account's default slot holds at the moment of asking.
             */
            role_id?: string | null;
            /** Format: uuid */
            user_id: string;
        };
        /** @description One of a provider's groups, and the group policy that its people get. */
        GroupOfProvider: {
            group: string;
            /** Format: uuid */
            policy_id: string;
        };
        /** @description All group policies, from top to bottom. */
        GroupPolicies: {
            policies: components["schemas"]["GroupPolicy"][];
        };
        /** @description A group policy. */
        GroupPolicy: {
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            groups: components["schemas"]["GroupAssignment"][];
            id: string;
            members: components["schemas"]["PolicyMember"][];
            /**
             * Format: int64
             * @description Others who are in it by their groups at a security provider, as of their last sign-in.
             */
            members_by_providers: number;
            name: string;
            /** @description What it defines, by key. What is not there is not defined. */
            settings: {
                [key: string]: components["schemas"]["PolicySetting"];
            };
            /** @description What it says of signing in. */
            sign_in: components["schemas"]["SignInLimits"];
        };
        /** @description What to change of a group policy. Settings, groups and members are replaced as a whole. */
        GroupPolicyChange: {
            description?: string | null;
            groups?: components["schemas"]["GroupAssignment"][] | null;
            members?: string[] | null;
            name?: string | null;
            settings?: {
                [key: string]: components["schemas"]["PolicySetting"];
            } | null;
            sign_in?: components["schemas"]["SignInLimits"] | null;
        };
        /** @description An order of all group policies. */
        GroupPolicyOrder: {
            /** @description Ids, from top to bottom. */
            ids: string[];
        };
        /** @description How a part of the appliance is. */
        HealthOf: {
            message: string;
            state: components["schemas"]["Healthy"];
            what: string;
        };
        /**
         * @description How well it is.
         * @enum {string}
         */
        Healthy: "ok" | "warning" | "error";
        /** @description An issue that help can be asked for on. */
        HelpIssue: {
            id: string;
            name: string;
            /** @description The team that helps. */
            team_id: string;
            team_name: string;
        };
        /** @description When a sign-in may be. */
        HoursRule: {
            /** @description No later policy changes it. Means nothing at an account. */
            final?: boolean;
            value: components["schemas"]["WeekHours"];
        };
        /** @description A link that was given to somebody. */
        InvitationToken: {
            /** @description What stands behind the `#` of the link. */
            token: string;
        };
        /** @description A support issue. */
        Issue: {
            code_name: string;
            /** @description What customers are told of it. */
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Whether help can be asked for on it in a session; it comes from the team. */
            help: boolean;
            id: string;
            name: string;
            /** @description What somebody must be good at to handle it, by name. */
            skills: components["schemas"]["SkillName"][];
            team?: components["schemas"]["TeamName"] | null;
        };
        /** @description What to change of a support issue. Skills are replaced as a whole. */
        IssuePatch: {
            code_name?: string | null;
            description?: string | null;
            help?: boolean | null;
            name?: string | null;
            skill_ids?: string[] | null;
            /**
             * Format: uuid
             * @description `null`: no team in particular.
             */
            team_id?: string | null;
        };
        /** @description All support issues. */
        Issues: {
            issues: components["schemas"]["Issue"][];
        };
        /**
         * @description Whether an item can be reached now.
         * @enum {string}
         */
        ItemAvailability: "online" | "offline" | "duplicate" | "uninstalled";
        /** @description Several Jump Items, and what to do to each. */
        ItemBatch: {
            /** @description 1 to 100. */
            ids: string[];
            task: components["schemas"]["ItemBatchTask"];
        };
        /** @description What to do to each Jump Item. */
        ItemBatchTask: {
            /** @enum {string} */
            action: "move";
            location: components["schemas"]["ChosenLocation"];
        } | {
            /** @enum {string} */
            action: "tag";
            tag: string;
        } | {
            /** @enum {string} */
            action: "policies";
            /**
             * Format: uuid
             * @description While a person is at the endpoint.
             */
            attended_policy_id?: string | null;
            /**
             * Format: uuid
             * @description While nobody is.
             */
            unattended_policy_id?: string | null;
        } | {
            /** @enum {string} */
            action: "remove";
        };
        /** @description What holds at the item. */
        ItemExplanation: {
            /** @description Whether a person is supposed to be at the endpoint. */
            attended: boolean;
            name: string;
            permissions: components["schemas"]["PermissionAnswer"][];
            rights: components["schemas"]["RightName"][];
            /** @description Name of the role that holds there. */
            role?: string | null;
            role_from: components["schemas"]["RoleSource"];
            /** @description Name of the group policy that gives the role, if one does. */
            role_policy?: string | null;
            verdict: components["schemas"]["JumpVerdict"];
        };
        /** @description A Jump Group. */
        JumpGroup: {
            comments: string;
            /**
             * Format: int64
             * @description Items in it.
             */
            count: number;
            /** Format: int64 */
            created_ms: number;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            /** @description Accounts that are assigned to it themselves; group policies may assign more. */
            members: components["schemas"]["NamedMember"][];
            name: string;
        };
        /** @description What to change of a group. */
        JumpGroupChange: {
            comments?: string | null;
            members?: components["schemas"]["GroupMember"][] | null;
            name?: string | null;
        };
        /** @description All groups. */
        JumpGroups: {
            groups: components["schemas"]["JumpGroup"][];
        };
        /** @description An installer, without its token. */
        JumpInstaller: {
            attended_policy?: components["schemas"]["PolicyOfItem"] | null;
            comments: string;
            /** @description Display name of who made it. */
            created_by: string;
            /** Format: int64 */
            created_ms: number;
            /** Format: int64 */
            expires_ms: number;
            id: string;
            location: components["schemas"]["Location"];
            name: string;
            tag: string;
            unattended_policy?: components["schemas"]["PolicyOfItem"] | null;
            /** Format: int64 */
            uses: number;
            /** Format: int64 */
            uses_allowed: number;
            /** @description Whether it can still be used. */
            valid: boolean;
        };
        /** @description All installers. */
        JumpInstallers: {
            installers: components["schemas"]["JumpInstaller"][];
        };
        /** @description An item, as the list shows it. */
        JumpItem: {
            availability: components["schemas"]["ItemAvailability"];
            host_name: string;
            id: string;
            /** @description Display names of those who are in a session with it now. */
            in_use_by: string[];
            /** Format: int64 */
            last_accessed_ms?: number | null;
            location: components["schemas"]["Location"];
            /** @description Whether the caller may start sessions with it, as far as roles decide. */
            may_start: boolean;
            method: components["schemas"]["Method"];
            name: string;
            /** Format: int64 */
            since_ms: number;
            tag: string;
        };
        /** @description What to change of an item. */
        JumpItemChange: {
            /**
             * Format: uuid
             * @description Id of a session policy while a person is at the endpoint; null for none.
             */
            attended_policy_id?: string | null;
            comments?: string | null;
            location?: components["schemas"]["ChosenLocation"] | null;
            name?: string | null;
            /** @description To be entered before every session, 8 to 256 bytes; null for none. It is in no answer. */
            password?: string | null;
            tag?: string | null;
            /**
             * Format: uuid
             * @description Id of a session policy while nobody is; null for none.
             */
            unattended_policy_id?: string | null;
        };
        /** @description An item with everything that is known of it. */
        JumpItemDetails: components["schemas"]["JumpItem"] & {
            agent_version: string;
            architecture: string;
            attended_policy?: components["schemas"]["PolicyOfItem"] | null;
            /** Format: int64 */
            booted_at_ms?: number | null;
            comments: string;
            console_user: string;
            /** Format: int32 */
            cpu_count: number;
            cpu_model: string;
            /** Format: int64 */
            created_ms: number;
            domain: string;
            /** Format: int64 */
            duplicate_seen_ms?: number | null;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            install_mode: string;
            /** Format: int64 */
            memory_bytes: number;
            os: string;
            os_version: string;
            /**
             * Format: int64
             * @description Since when a password must be entered before every session.
             */
            password_set_ms?: number | null;
            private_ips: string[];
            public_ip: string;
            /** @description The caller's rights there. */
            rights: components["schemas"]["RightName"][];
            unattended_policy?: components["schemas"]["PolicyOfItem"] | null;
        };
        /** @description A page of items. */
        JumpItemPage: {
            items: components["schemas"]["JumpItem"][];
            /** Format: int32 */
            limit: number;
            /** Format: int64 */
            page: number;
            /**
             * Format: int64
             * @description Items on all pages.
             */
            total: number;
        };
        /** @description A Jump Item Role. */
        JumpItemRole: {
            /** @description The same on every site; it cannot be changed. */
            built_in: boolean;
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            name: string;
            rights: components["schemas"]["RightName"][];
        };
        /** @description What to change of a role. Rights are replaced as a whole. */
        JumpItemRoleChange: {
            description?: string | null;
            name?: string | null;
            rights?: components["schemas"]["RightName"][] | null;
        };
        /** @description All roles: the built-in ones, then the site's own. */
        JumpItemRoles: {
            roles: components["schemas"]["JumpItemRole"][];
        };
        /** @description Items without paging. */
        JumpItems: {
            items: components["schemas"]["JumpItem"][];
        };
        /** @description Where the visible items are. */
        JumpLocations: {
            /** Format: int64 */
            all: number;
            groups: components["schemas"]["GroupLocation"][];
            /** @description Whether the caller may put Jump Clients into their personal list. */
            may_deploy: boolean;
            /** Format: int64 */
            personal: number;
        };
        /**
         * @description Whether a Jump would start, and if not, why.
         * @enum {string}
         */
        JumpVerdict: "starts" | "account_disabled" | "item_hidden" | "role_forbids" | "method_forbidden" | "password_change_required" | "second_factor_required" | "console_disabled";
        /** @description A public site that a customer can come by. */
        KeySite: {
            /** @description That of those who speak none of the others. */
            default_language: components["schemas"]["PortalLanguage"];
            id: string;
            /** @description Languages that customers can be invited in. */
            languages: components["schemas"]["PortalLanguage"][];
            name: string;
        };
        /**
         * @description How a provider is asked.
         * @enum {string}
         */
        KindOfProvider: "open_id" | "ldap";
        /** @description Settings of a directory. */
        LdapProvider: {
            base_dn: string;
            /** @description The account that looks for people; empty: nobody in particular. */
            bind_dn: string;
            /** @description A certificate authority of its own in PEM form; empty: those of the system. */
            ca_pem: string;
            display_name_attribute: string;
            /** @description Empty: none. */
            email_attribute: string;
            /** @description Which entries are the person's groups; `{dn}` and `{username}` stand for the person. Empty: none. */
            group_filter: string;
            host: string;
            /** @description The person's attribute with the names of the groups; empty: none. */
            member_of_attribute: string;
            /** @description Groups within groups count as well. */
            nested_groups: boolean;
            /** Format: int32 */
            port: number;
            transport: components["schemas"]["Transport"];
            /** @description Which entry is the person; `{username}` stands for what was typed. */
            user_filter: string;
            username_attribute: string;
        };
        /** @description The list that an item is in, with its name. */
        Location: {
            group_id?: string | null;
            kind: components["schemas"]["LocationKind"];
            name: string;
        };
        /**
         * @description The list that an item is in.
         * @enum {string}
         */
        LocationKind: "personal" | "group";
        /** @description An API account with its secret. The only answer that ever holds it. */
        MadeApiAccount: {
            account: components["schemas"]["ApiAccount"];
            client_id: string;
            client_secret: string;
        };
        /** @description A fresh installer: the only time that its token is shown. */
        MadeJumpInstaller: components["schemas"]["JumpInstaller"] & {
            /** @description What to type on the endpoint. */
            command: string;
            token: string;
        };
        /** @description An installer with its command. The only answer that ever holds it. */
        MadeSupportButtonInstaller: {
            /** @description For a shell of the user whose desktop gets the button. */
            command: string;
            installer: components["schemas"]["SupportButtonInstaller"];
        };
        /** @description What to change of it. */
        MailPatch: {
            authorities?: string | null;
            /** @description Must be sent again when the server, the port, the kind of security, the user or the authorities change. */
            password?: string | null;
            /** Format: int32 */
            port?: number | null;
            security?: components["schemas"]["SmtpSecurity"] | null;
            sender_address?: string | null;
            sender_name?: string | null;
            server?: string | null;
            user?: string | null;
        };
        /** @description How the site sends mail. Without a server it sends none. */
        MailSetup: {
            /** @description Certificate authorities in PEM form; empty: those that the system trusts. */
            authorities: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Whether there is a password. It is never told. */
            has_password: boolean;
            /** Format: int32 */
            port: number;
            security: components["schemas"]["SmtpSecurity"];
            sender_address: string;
            sender_name: string;
            /** @description Name or address of the server; empty: mail is not set up. */
            server: string;
            /** @description Empty: the site does not sign in there. */
            user: string;
        };
        /** @description Where to send a test message. */
        MailTestRequest: {
            to: string;
        };
        /** @description How the test went. */
        MailTestResult: {
            /** @description What happened, and what to do. */
            message: string;
            /** @description Whether the server took the message. */
            sent: boolean;
        };
        /** @description Whom to send a session key to. */
        MailedSessionKey: {
            language?: components["schemas"]["PortalLanguage"] | null;
            /** @description An address like `carla@example.com`. */
            to: string;
        };
        /** @description The caller. */
        Me: {
            administrator: boolean;
            /** @description Keys of the settings that open areas of the administrative interface to the caller. */
            areas: string[];
            /** @description Whether the caller wants that. */
            asked_away: boolean;
            /** @description Whether the web console is switched on. */
            console_allowed: boolean;
            /** @description Whether the caller may set custom fields of sessions that the caller is in. */
            custom_fields: boolean;
            display_name: string;
            email: string;
            id: string;
            /**
             * Format: int32
             * @description Minutes without anybody doing anything after which this login ends; 0: it does not. Say that somebody does by `POST /me/active`.
             */
            idle_minutes: number;
            /** @description Whether invitations may come by mail while the caller is signed out, if the caller wants that. */
            may_be_asked_away: boolean;
            must_change_password: boolean;
            /** @description Whether a second factor must be set up before anything else. */
            must_set_up_factor: boolean;
            /** @description Whether public sites show the caller to customers, while the caller's console is connected. */
            on_portal: boolean;
            /**
             * Format: int32
             * @description Characters that a new password of the caller has at least.
             */
            password_minimum: number;
            /**
             * Format: int32
             * @description Passwords, with the one in use, that are not taken again; 0: any may be.
             */
            password_old: number;
            /** @description Whether any public site shows representatives. */
            portal_shows_representatives: boolean;
            /** @description The security provider that the caller signs in through; without one there is a password of this site's own. */
            provider?: string | null;
            /** @description Whether there is anything that the caller may read reports of. */
            reads_reports: boolean;
            /** @description Whose recordings the caller may have, as `reports`. */
            recordings: string;
            /** @description Whose sessions the caller may read about: `nothing` (unless a role at a Jump Item says so), `own`, `team`, `all`. */
            reports: string;
            /** @description Whether the caller may make session keys. */
            session_keys: boolean;
            /** @description Sessions that the caller is in, or that wait in the caller's queue. */
            sessions: components["schemas"]["MySession"][];
            site: components["schemas"]["SiteFacts"];
            /** @description Whether the caller may give attended support. */
            supports: boolean;
            /** @description In which time zone the caller reads times, as `Europe/Berlin`; empty: in the browser's. */
            time_zone: string;
            username: string;
        };
        /** @description An account in a team. */
        MemberOfTeam: {
            rank: components["schemas"]["Rank"];
            /** Format: uuid */
            user_id: string;
        };
        /**
         * @description How an item is reached.
         * @enum {string}
         */
        Method: "jump_client";
        /** @description What to change of the caller. */
        MyChange: {
            /** @description Whether invitations are to come by mail while the caller is signed out. */
            asked_away?: boolean | null;
            display_name?: string | null;
            email?: string | null;
            /** @description Whether public sites are to show the caller, who may give attended support. */
            on_portal?: boolean | null;
            /** @description Name of a time zone, as `Europe/Berlin`; empty: the browser's. */
            time_zone?: string | null;
        };
        /** @description A session of the caller. */
        MySession: {
            id: string;
            item_name: string;
            owned: boolean;
            phase: string;
        };
        /** @description An account that is assigned to a group, with what people call it. */
        NamedMember: {
            name: string;
            /** @description Without it, what the account's default slot holds at the moment of asking. */
            role_id?: string | null;
            user_id: string;
        };
        /** @description An account in a team, with what people call it. */
        NamedTeamMember: {
            name: string;
            rank: components["schemas"]["Rank"];
            user_id: string;
        };
        /** @description Networks that a sign-in may come from. */
        NetworksRule: {
            /** @description No later policy changes it. Means nothing at an account. */
            final?: boolean;
            /** @description As `192.0.2.0/24`. */
            value: string[];
        };
        /** @description An API account to be made. */
        NewApiAccount: {
            comments?: string;
            /** Format: int64 */
            expires_ms?: number | null;
            name: string;
            networks?: string[];
            scopes: string[];
        };
        /** @description A canned message to be made. */
        NewCannedMessage: {
            category?: string;
            name: string;
            /** Format: uuid */
            team_id?: string | null;
            text: string;
        };
        /** @description A custom field to be made. */
        NewCustomField: {
            /** @description At most 16 fields are asked for. */
            asked?: components["schemas"]["FieldAsked"];
            /** @description Small letters, digits and underscores, a letter first, at most 32. */
            code_name: string;
            name: string;
            shown: boolean;
        };
        /** @description A group policy to be made. */
        NewGroupPolicyBody: {
            description?: string;
            groups?: components["schemas"]["GroupAssignment"][];
            members?: string[];
            name: string;
            settings?: {
                [key: string]: components["schemas"]["PolicySetting"];
            };
            sign_in?: components["schemas"]["SignInLimits"];
        };
        /** @description A support issue to be made. */
        NewIssue: {
            /** @description Small letters, digits and underscores, a letter first, at most 32. */
            code_name: string;
            description?: string;
            help?: boolean;
            name: string;
            skill_ids?: string[];
            /** Format: uuid */
            team_id?: string | null;
        };
        /** @description A group to be made. */
        NewJumpGroup: {
            comments?: string;
            members?: components["schemas"]["GroupMember"][];
            name: string;
        };
        /** @description An installer to be made. */
        NewJumpInstaller: {
            /**
             * Format: uuid
             * @description Session policy of the items while a person is at the endpoint.
             */
            attended_policy_id?: string | null;
            comments?: string | null;
            location: components["schemas"]["ChosenLocation"];
            /** @description Name of the items; without it each machine's own. */
            name?: string | null;
            tag?: string | null;
            /**
             * Format: uuid
             * @description Session policy of the items while nobody is.
             */
            unattended_policy_id?: string | null;
            /**
             * Format: int32
             * @description 1 to 10000.
             */
            uses: number;
            /**
             * Format: int32
             * @description 1 to 8760.
             */
            valid_hours: number;
        };
        /** @description A role to be made. */
        NewJumpItemRole: {
            description?: string;
            name: string;
            rights: components["schemas"]["RightName"][];
        };
        /** @description A script to be made. */
        NewScript: {
            category?: string;
            description?: string;
            interpreter: components["schemas"]["ScriptInterpreter"];
            name: string;
            parameters?: components["schemas"]["ScriptField"][];
            runs_as: components["schemas"]["ScriptRunsAs"];
            team_ids?: string[];
            /** @description At most 64 KiB. */
            text: string;
            /**
             * Format: int32
             * @description Without it: 300.
             */
            timeout_seconds?: number | null;
        };
        /** @description A security provider to be made. Of `open_id` and `ldap`, one is there. */
        NewSecurityProvider: {
            admits_others?: boolean;
            enabled: boolean;
            groups?: components["schemas"]["GroupOfProvider"][];
            ldap?: components["schemas"]["LdapProvider"] | null;
            name: string;
            open_id?: components["schemas"]["OpenIdProvider"] | null;
            secret?: string | null;
        };
        /** @description A session key to be made. */
        NewSessionKey: {
            /**
             * Format: int32
             * @description How long a session can be started with it: from 10 to what the caller may, at most 1440.
             */
            minutes: number;
            /**
             * Format: uuid
             * @description The public site that the customer comes by; absent: the default one.
             */
            site_id?: string | null;
        };
        /** @description A session policy to be made. */
        NewSessionPolicyBody: {
            description?: string;
            external?: boolean;
            name: string;
            permissions?: {
                [key: string]: components["schemas"]["SettingValue"];
            };
        };
        /** @description A skill to be made. */
        NewSkill: {
            /** @description Small letters, digits and underscores, a letter first, at most 32. */
            code_name: string;
            description?: string;
            name: string;
        };
        /** @description An installer to be made. */
        NewSupportButtonInstaller: {
            /**
             * Format: int32
             * @description 1 to 3650.
             */
            button_days: number;
            /** @description For representatives; at most 200 bytes. */
            description: string;
            /**
             * Format: uuid
             * @description Instead of a queue: its team's, or the general one.
             */
            issue_id?: string | null;
            /** Format: uuid */
            profile_id: string;
            queue: components["schemas"]["ButtonQueueKind"];
            /** @description Of the team; of a personal queue only one's own, which need not be named. */
            queue_id?: string;
            /**
             * Format: int32
             * @description 1 to 10000.
             */
            uses: number;
            /**
             * Format: int32
             * @description 1 to 8760.
             */
            valid_hours: number;
        };
        /** @description A profile to be made. */
        NewSupportButtonProfile: {
            comment?: string;
            label: string;
            name: string;
            /** Format: uuid */
            site_id?: string | null;
        };
        /** @description A team to be made. */
        NewTeam: {
            comments?: string;
            members?: components["schemas"]["MemberOfTeam"][];
            name: string;
            rules?: components["schemas"]["QueueRulesBody"] | null;
        };
        /** @description An account to be made. */
        NewUser: {
            administrator: boolean;
            display_name: string;
            email?: string | null;
            groups?: components["schemas"]["GroupAssignment"][];
            must_change_password: boolean;
            password: string;
            settings?: {
                [key: string]: components["schemas"]["SettingValue"];
            };
            username: string;
        };
        /** @description Settings of a provider that speaks OpenID Connect. */
        OpenIdProvider: {
            /** @description A certificate authority of its own in PEM form; empty: those of the system. */
            ca_pem: string;
            client_id: string;
            display_name_claim: string;
            /** @description Empty: none. */
            email_claim: string;
            /** @description Empty: none. Points lead into objects: `realm_access.roles`. */
            groups_claim: string;
            /** @description Its address, as its own description says it. */
            issuer: string;
            /** @description What is asked for besides `openid`. */
            scopes: string[];
            username_claim: string;
        };
        /** @description A session key that is open. */
        OpenSessionKey: {
            /** Format: int64 */
            created_ms: number;
            /**
             * Format: int64
             * @description Until when a session can be started with it. A session that was started goes on.
             */
            expires_ms: number;
            id: string;
            /** @description As it is read out; dashes and capitals do not matter when it is typed. */
            key: string;
            /** @description The public site. */
            site_id: string;
            site_name: string;
            /** @description The link that does the same. */
            url: string;
        };
        /** @description The caller's answers. */
        OwnAnswers: {
            /** @description For each question in its order: the numbers of choices, from 0; the step of the scale; the text; nothing: left out. */
            answers: string[][];
            version: string;
        };
        /** @description What a rep needs for the chat. */
        OwnChat: {
            /** @description For everybody and for the own teams, by category and name. */
            canned_messages: components["schemas"]["CannedMessage"][];
            /**
             * Format: int64
             * @description Largest file in bytes; 0: none may be sent.
             */
            file_bytes: number;
            /** @description Codes of the languages of customers that the chat can be translated to and from; empty: it is not translated here. */
            translated: string[];
        };
        /** @description A login of the caller. */
        OwnLogin: {
            address: string;
            /** @description What its browser calls itself (`User-Agent`); may be empty. */
            agent: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            id: string;
            /**
             * Format: int64
             * @description When somebody last did something with it, as far as that is told.
             */
            seen_ms: number;
            /** Format: int64 */
            since_ms: number;
        };
        /** @description All logins of the caller. */
        OwnLogins: {
            /** @description The newest first. */
            logins: components["schemas"]["OwnLogin"][];
        };
        /** @description A script that the caller may have run, where the rules of the session allow it. */
        OwnScript: {
            category: string;
            description: string;
            id: string;
            interpreter: components["schemas"]["ScriptInterpreter"];
            name: string;
            parameters: components["schemas"]["ScriptField"][];
            /** @description Files that go along, by name. */
            resources: components["schemas"]["ScriptFile"][];
            runs_as: components["schemas"]["ScriptRunsAs"];
            /** Format: int32 */
            timeout_seconds: number;
        };
        /** @description For everybody and for the own teams, by category and name. */
        OwnScripts: {
            scripts: components["schemas"]["OwnScript"][];
        };
        /** @description What the caller is asked about a session. */
        OwnSurvey: {
            /** @description Nothing when there is nothing to ask, or the caller has answered. */
            questions: components["schemas"]["SurveyQuestion"][];
            /** @description Comes back with the answers; empty when there is nothing to ask. */
            version: string;
        };
        /** @description A sign-in with a passkey alone, begun. */
        PasskeyAsked: {
            /** @description Options for `navigator.credentials.get`. */
            options: Record<string, never>;
            /** @description Goes back with the proof. */
            token: string;
        };
        /** @description What to ask the browser. */
        PasskeyOffer: {
            /** @description Options for `navigator.credentials.create`. */
            options: Record<string, never>;
        };
        /** @description The new passkey. */
        PasskeyProof: {
            /** @description What to call it. */
            name: string;
            /** @description The answer of `navigator.credentials.create`, with its bytes in base64url. */
            passkey: Record<string, never>;
        };
        /** @description A new password. */
        PasswordChange: {
            current: string;
            new: string;
        };
        /**
         * @description What becomes of the password.
         * @enum {string}
         */
        PasswordOutcome: "enough" | "must_change" | "too_old";
        /** @description A permission inside the session. */
        PermissionAnswer: {
            allowed: boolean;
            /** @description Of rules about what is typed at the prompts of shells: all that hold, whichever layer says them; `step` is the first that says one. */
            commands?: components["schemas"]["CommandRuleValue"][] | null;
            key: string;
            /** @description Of paths of an endpoint: below which of them it is allowed. None of them: everywhere. */
            paths?: string[] | null;
            /** @description Name of the policy that decided, if one did. */
            policy?: string | null;
            /** @description Of whether files are scanned: "off" or "required". */
            scan?: string | null;
            step: components["schemas"]["SessionStep"];
        };
        /** @description Everything that can be allowed, in the order in which people read it. */
        PermissionCatalogue: {
            /** @description Rights of Jump Item Roles. */
            rights: components["schemas"]["RightName"][];
            settings: components["schemas"]["CatalogueEntry"][];
            /** @description What a setting of the kind `sites` can name, the default one first. */
            sites: components["schemas"]["CatalogueSite"][];
        };
        /**
         * @description Where a running session stands.
         * @enum {string}
         */
        PhaseOfSession: "connecting" | "active" | "on_hold" | "endpoint_lost" | "waiting";
        /** @description An account in a group policy. */
        PolicyMember: {
            id: string;
            /** @description What people call it. */
            name: string;
        };
        /** @description A group policy, by name. */
        PolicyName: {
            id: string;
            name: string;
        };
        /** @description A session policy, by name. */
        PolicyOfItem: {
            id: string;
            name: string;
        };
        /** @description A setting as a group policy defines it. */
        PolicySetting: {
            /** @description No later policy changes it. */
            final?: boolean;
            value: components["schemas"]["SettingValue"];
        };
        /**
         * @description A language of the portal.
         * @enum {string}
         */
        PortalLanguage: "en" | "de" | "fr" | "es" | "pt" | "ja" | "zh";
        /** @description Why something was refused. */
        Problem: {
            /** @description Stable name, for programs. */
            code: string;
            /** @description What to do next. */
            detail: string;
            /** @description What is wrong with which field. */
            fields?: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description A sentence for a person. */
            title: string;
            /** @description `about:blank#` and the code. */
            type: string;
        };
        /** @description What to try. */
        ProviderTestRequest: {
            /** @description Somebody to look for in a directory. */
            username?: string | null;
        };
        /** @description What was tried. */
        ProviderTestResult: {
            trials: components["schemas"]["TrialOfProvider"][];
            /** @description Whether everything works. */
            works: boolean;
        };
        /** @description A face of the portal. */
        PublicSite: {
            /** @description `#rrggbb`; empty: the portal's own colour. */
            accent: string;
            /** @description What a customer accepts before a session; empty: nothing. */
            agreement: string;
            attended_policy?: components["schemas"]["SitePolicy"] | null;
            /** @description What customers are asked at the end of a session. */
            customer_survey_id?: string | null;
            /** @description Whether it is the one that answers wherever no other does. It has no host names and cannot be removed. */
            default: boolean;
            /** @description The language of title, welcome and agreement, and of those who speak none of the others. */
            default_language: components["schemas"]["PortalLanguage"];
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Host names that lead to it. */
            hosts: string[];
            id: string;
            /** @description Which, by name. */
            issue_ids: string[];
            /** @description Whether issues can be chosen. */
            issues: boolean;
            languages: components["schemas"]["PortalLanguage"][];
            /** @description SHA-256 of the logo, if there is one. */
            logo?: string | null;
            name: string;
            notices: components["schemas"]["SiteNotice"][];
            /** @description Whether customers are offered what was said by e-mail when their session is over. */
            offers_transcript: boolean;
            /** @description What representatives are asked at the end of a session. */
            representative_survey_id?: string | null;
            /** @description Whether representatives who want to be shown, and are there, can be chosen. */
            representatives: boolean;
            /** @description Whether session keys can be entered. */
            session_keys: boolean;
            /** @description Title, welcome and agreement in other languages, by language. */
            texts: {
                [key: string]: components["schemas"]["TextsOfSite"];
            };
            /** @description Empty: the portal's own heading. */
            title: string;
            unattended_policy?: components["schemas"]["SitePolicy"] | null;
            /** @description Paragraphs with empty lines between them. Empty: the portal's own text. */
            welcome: string;
        };
        /** @description What to change of a public site, or what one is made of. Lists are replaced as a whole. */
        PublicSitePatch: {
            /** @description `#rrggbb`, dark enough for white text; empty: the portal's own colour. */
            accent?: string | null;
            agreement?: string | null;
            /**
             * Format: uuid
             * @description `null`: none. To choose another one, `admin.policies` is needed besides.
             */
            attended_policy_id?: string | null;
            /**
             * Format: uuid
             * @description `null`: nothing is asked.
             */
            customer_survey_id?: string | null;
            default_language?: components["schemas"]["PortalLanguage"] | null;
            /** @description Exact names in small letters, without a port; at most 20. No other site has one of them. */
            hosts?: string[] | null;
            /** @description At most 50. */
            issue_ids?: string[] | null;
            issues?: boolean | null;
            languages?: components["schemas"]["PortalLanguage"][] | null;
            /** @description Must be said for a new one. */
            name?: string | null;
            notices?: components["schemas"]["SiteNotice"][] | null;
            offers_transcript?: boolean | null;
            /**
             * Format: uuid
             * @description `null`: nothing is asked.
             */
            representative_survey_id?: string | null;
            representatives?: boolean | null;
            session_keys?: boolean | null;
            /** @description All of them; none is in the default language. */
            texts?: {
                [key: string]: components["schemas"]["TextsOfSite"];
            } | null;
            title?: string | null;
            /**
             * Format: uuid
             * @description `null`: none. To choose another one, `admin.policies` is needed besides.
             */
            unattended_policy_id?: string | null;
            welcome?: string | null;
        };
        /** @description All public sites. */
        PublicSites: {
            sites: components["schemas"]["PublicSite"][];
        };
        /**
         * @description How a question is answered.
         * @enum {string}
         */
        QuestionType: "choice" | "scale" | "text";
        /** @description What becomes of those who wait in a queue. */
        QueueRulesBody: {
            /**
             * Format: int32
             * @description After how many seconds representatives are told again; 0: never.
             */
            alert_seconds: number;
            /**
             * Format: int32
             * @description How many seconds a representative has for an answer then.
             */
            answer_seconds: number;
            assignment: components["schemas"]["AssignmentRule"];
            /**
             * Format: int32
             * @description If they do not: for how many seconds nobody must be signed in.
             */
            nobody_seconds: number;
            /**
             * Format: int32
             * @description After how many seconds a session goes to another queue; 0: never.
             */
            overflow_seconds: number;
            /** @description To which: `general`, or the id of a team. */
            overflow_to: string | null;
            /** @description Sessions stay with nobody signed in who serves the queue. */
            persistent: boolean;
        };
        /**
         * @description A rank in a team.
         * @enum {string}
         */
        Rank: "member" | "lead" | "manager";
        /** @description Who changed something. */
        RecordAuthor: {
            /** @description Where it came from; may be empty. */
            address: string;
            /** @description The account, the installer or the API account. */
            id?: string | null;
            /**
             * @description `user`, `setup` (the first run), `installer` (a machine enrolled itself), `program`, `command_line` (of the appliance's own machine), `provider` (a security provider, as somebody signs in
             *     through it).
             */
            kind: string;
            /** @description What it was called then. */
            name: string;
        };
        /** @description What a check of the whole record found. */
        RecordChecked: {
            /**
             * Format: int64
             * @description The first one that is not, or that follows a gap.
             */
            broken?: number | null;
            /**
             * Format: int64
             * @description Entries that are as they were written.
             */
            entries: number;
        };
        /** @description One change. */
        RecordEntry: {
            /** @description `created`, `changed` or `removed`. */
            action: string;
            /** @description What is different since; nothing for what was removed. */
            after?: Record<string, never> | null;
            /**
             * Format: int64
             * @description Milliseconds since 1970.
             */
            at: number;
            author: components["schemas"]["RecordAuthor"];
            /** @description What was different before; nothing for what was made. */
            before?: Record<string, never> | null;
            /**
             * Format: int64
             * @description Counts from 1 without a gap.
             */
            number: number;
            subject: components["schemas"]["RecordSubject"];
        };
        /** @description Some of the record, the newest first. */
        RecordPage: {
            entries: components["schemas"]["RecordEntry"][];
            /**
             * Format: int64
             * @description Ask for the next ones with it as `before`; absent when there are no more.
             */
            next?: number | null;
        };
        /** @description What was changed. */
        RecordSubject: {
            /** @description Its id; the name of a setting. */
            id: string;
            kind: string;
            /** @description What it was called then. */
            name: string;
        };
        /** @description Recovery codes. Shown this once. */
        RecoveryCodes: {
            /** @description Each works once. Empty: there are some already. */
            codes: string[];
        };
        /** @description A representative in a session. */
        RepInSession: {
            display_name: string;
            /** @description Of somebody without an account: who answers for them. */
            external_by?: string | null;
            /** Format: int64 */
            joined_ms: number;
            user_id: string;
        };
        /**
         * @description Whether somebody is there for another session.
         * @enum {string}
         */
        RepReadiness: "available" | "busy" | "away";
        /** @description The rule that a typed command fits. */
        ReportCaught: {
            note: string;
            pattern: string;
            shell_id: string;
            shell_name: string;
        };
        /** @description What a customer said of themselves. It proves nothing. */
        ReportCustomer: {
            /** @description Public address that they came from. */
            address: string;
            /** @description SHA-256 of the agreement that they accepted, in hexadecimal digits; empty: there was none. */
            agreement_sha256: string;
            company: string;
            /** @description What they wrote before the session. */
            details: string;
            /** @description Tag of the language of their pages. */
            language: string;
            name: string;
            /** @description The public site that they came by. */
            site: string;
        };
        /** @description An entry of the log: as `SessionEvent` of the wire. Fields that do not belong to its kind are empty or absent. */
        ReportEvent: {
            account: string;
            act: string;
            /**
             * Format: int32
             * @description Participant number of who did it; 0: the system or the endpoint; 65535: the customer.
             */
            actor: number;
            actor_name: string;
            /** Format: int64 */
            at_ms: number;
            caught?: components["schemas"]["ReportCaught"] | null;
            detail: string;
            file?: components["schemas"]["ReportSentFile"] | null;
            files: components["schemas"]["ReportEventFile"][];
            kind: string;
            outcome: string;
            /** @description Of a shell that was opened: its program, if one was chosen. */
            program: string;
            reps_only: boolean;
            script?: components["schemas"]["ReportScript"] | null;
            /** Format: int64 */
            sequence: number;
            text: string;
            /**
             * Format: int64
             * @description Sequence of the message that it translates; 0: none.
             */
            translates: number;
        };
        /** @description A file of an event of files. */
        ReportEventFile: {
            /** Format: int64 */
            bytes: number;
            /** @description Why it failed, as a code; empty: it did not. */
            code: string;
            /** Format: int64 */
            entries: number;
            path: string;
            /** @description In hexadecimal digits; empty: none was made. */
            sha256: string;
            /** @description Of a move: where to. */
            to: string;
        };
        /** @description Some of a log, the oldest first. */
        ReportEvents: {
            events: components["schemas"]["ReportEvent"][];
            /**
             * Format: int64
             * @description Ask for the next ones with it as `after`; absent when there are no more.
             */
            next?: number | null;
        };
        /** @description A file of a session's chat. */
        ReportFile: {
            /** Format: int64 */
            bytes: number;
            id: string;
            name: string;
            /** @description Whether it is a picture that may be shown. */
            picture: boolean;
            /** @description Not for a customer's eyes. */
            reps_only: boolean;
            /** Format: int64 */
            sent_ms: number;
            /** @description Of its bytes, in hexadecimal digits. */
            sha256: string;
        };
        /** @description Between which languages the chat was translated. */
        ReportLanguages: {
            customer: string;
            representatives: string;
        };
        /** @description A stay of a representative in a session. Who comes back has another one. */
        ReportParticipant: {
            display_name: string;
            /** @description Of somebody without an account: who answers for them. */
            external_by?: string | null;
            /** Format: int64 */
            joined_ms: number;
            /**
             * Format: int64
             * @description Absent: they are in it.
             */
            left_ms?: number | null;
            /** @description Why they went, as a code; absent: they are in it, or it ended with them in it. */
            left_reason?: string | null;
            /**
             * Format: int32
             * @description Number that events name as `actor`.
             */
            number: number;
            /** @description Absent: somebody without an account. */
            user_id?: string | null;
        };
        /** @description Something that a customer was asked for. */
        ReportPermission: {
            /** @description `allowed`, `refused`, `silent` (nobody answered in time); absent: not yet. */
            answer?: string | null;
            /** Format: int64 */
            answered_ms?: number | null;
            /** Format: int64 */
            asked_ms: number;
            /** @description Who asked. */
            by: string;
            /** @description What, as permissions are named. */
            permission: string;
        };
        /** @description A script of an event. */
        ReportScript: {
            as_system: boolean;
            /** Format: int64 */
            bytes: number;
            reason: string;
            /** Format: int64 */
            seconds: number;
            sha256: string;
            shell_id: string;
            /**
             * Format: int32
             * @description Exit status, 128 + signal, or -1: it never ran.
             */
            status: number;
            values: components["schemas"]["ReportScriptValue"][];
        };
        /** @description A parameter of a script. */
        ReportScriptValue: {
            name: string;
            value: string;
        };
        /** @description A file that was sent. */
        ReportSentFile: {
            /** Format: int64 */
            bytes: number;
            id: string;
            name: string;
            picture: boolean;
        };
        /** @description A shell, or a canned script. */
        ReportedShell: {
            /** @description The account that it ran as; absent: not known. */
            account?: string | null;
            /**
             * Format: int64
             * @description Of its output; absent while it runs.
             */
            bytes?: number | null;
            /** @description With administrative rights. */
            elevated: boolean;
            /**
             * Format: int64
             * @description Absent while it runs.
             */
            ended_ms?: number | null;
            id: string;
            /** @description Whether the log says that something of the recording is missing. */
            missing: boolean;
            name: string;
            /** @description Who asked for it. */
            opened_by: string;
            /** Format: int64 */
            opened_ms: number;
            /** @description Its program, if one was chosen. */
            program?: string | null;
            /** @description Whether it was recorded, and the caller may have that. */
            recorded: boolean;
            /** @description Whether it was a canned script. */
            script: boolean;
        };
        /** @description Somebody who can be asked. */
        RepresentativeThere: {
            /** @description Not signed in: told by mail. */
            by_mail: boolean;
            id: string;
            name: string;
            /** @description Whether they are there for another session. */
            readiness: components["schemas"]["RepReadiness"];
        };
        /** @description Whom the caller can hand a session on to, or share it with: who is signed in now, or wants to be told by mail. */
        Representatives: {
            /** @description Session policies that the caller can invite somebody without an account with; absent: the caller may invite nobody. */
            external_profiles?: components["schemas"]["ExternalProfile"][] | null;
            /** @description Issues that the caller can ask for help on, by name: those whose team has somebody signed in. */
            issues: components["schemas"]["HelpIssue"][];
            /** @description Whether the site can send them their link. */
            sends_mail: boolean;
            /** @description Whether the caller may share sessions. */
            share: boolean;
            /** @description The own ones first; those without anybody who can be asked are left out. */
            teams: components["schemas"]["TeamThere"][];
            /** @description Whether the caller may hand sessions on. */
            transfer: boolean;
        };
        /** @description What a link is for. */
        ResetFacts: {
            /**
             * Format: int32
             * @description Characters that the new password has at least.
             */
            password_minimum: number;
            username: string;
        };
        /** @description A new password, by a link. */
        ResetPassword: {
            password: string;
            /** @description What stands behind the `#` of the link. */
            token: string;
        };
        /** @description A link that was sent. */
        ResetToken: {
            /** @description What stands behind the `#` of the link. */
            token: string;
        };
        /**
         * @description One right of a Jump Item Role.
         * @enum {string}
         */
        RightName: "view" | "start" | "create" | "edit_name" | "edit_tag" | "edit_comments" | "edit_policies" | "edit_connection" | "move" | "remove" | "view_reports" | "override_schedule";
        /**
         * @description Where the role at an item comes from.
         * @enum {string}
         */
        RoleSource: "administrator" | "group" | "default_slot" | "personal_slot" | "teams_slot" | "system_slot";
        /** @description What to change of it; rules of a queue are replaced as a whole. */
        RoutingPatch: {
            /** Format: int32 */
            away_minutes?: number | null;
            /** Format: int32 */
            busy_sessions?: number | null;
            /** @description `general`, the id of a team, or `none`: sessions end. */
            fallback?: string | null;
            general?: components["schemas"]["QueueRulesBody"] | null;
            /** Format: int32 */
            grace_seconds?: number | null;
            nobody_text?: string | null;
            personal?: components["schemas"]["QueueRulesBody"] | null;
            /** Format: int32 */
            transfer_seconds?: number | null;
        };
        /** @description How the whole site routes. */
        RoutingSettings: {
            /**
             * Format: int32
             * @description After so many minutes without a key or a click a representative is away; 0: never by themselves.
             */
            away_minutes: number;
            /**
             * Format: int32
             * @description In so many sessions a representative is busy; 0: never by themselves.
             */
            busy_sessions: number;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Where customers go whose queue keeps them no more: `general`, or the id of a team. Nothing: their sessions end. */
            fallback: string | null;
            /** @description Of the general queue. */
            general: components["schemas"]["QueueRulesBody"];
            /**
             * Format: int32
             * @description How many seconds a representative may be without a console until sessions go on without them. Holds for sessions that begin.
             */
            grace_seconds: number;
            /** @description What customers are told when nobody is there; empty: a sentence in their language. */
            nobody_text: string;
            /** @description Of all personal queues. Nothing is assigned there. */
            personal: components["schemas"]["QueueRulesBody"];
            /**
             * Format: int32
             * @description How many seconds a transfer waits for an answer. As above.
             */
            transfer_seconds: number;
        };
        /** @description A canned script. */
        Script: {
            /** @description Under which heading it is found; may be empty. */
            category: string;
            /** @description What it does, for who chooses it. */
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            interpreter: components["schemas"]["ScriptInterpreter"];
            name: string;
            parameters: components["schemas"]["ScriptField"][];
            /** @description Files that go along, by name. */
            resources: components["schemas"]["ScriptFile"][];
            runs_as: components["schemas"]["ScriptRunsAs"];
            /** @description SHA-256 of the text, in hexadecimal digits. */
            sha256: string;
            /** @description The teams that it is for; without any, everybody who may run scripts. */
            teams: components["schemas"]["TeamName"][];
            /** @description Not in lists. */
            text?: string | null;
            /**
             * Format: int32
             * @description How long it may run; then it is ended, with all that it started.
             */
            timeout_seconds: number;
        };
        /** @description Something to fill in before a script runs. The process gets it as an argument, in this order, and as the environment variable `TOWLINE_` and the name. */
        ScriptField: {
            /** @description Of a choice, at most 32. */
            choices?: string[];
            /** @description What stands there at first; of a switch `yes` or `no`. */
            default?: string;
            kind: components["schemas"]["ScriptParameterKind"];
            /** @description What people read; empty: the name. */
            label?: string;
            /**
             * Format: int64
             * @description Of a number.
             */
            least?: number | null;
            /**
             * Format: int64
             * @description The most of a number; the most characters of a text, 1 to 1024.
             */
            most?: number | null;
            /** @description Capital letters, digits and `_`, a letter first, at most 32. */
            name: string;
            required?: boolean;
        };
        /** @description A file that goes along with a script: each run finds it in a folder of its own, which is its working directory and stands in `TOWLINE_RESOURCES`. */
        ScriptFile: {
            /** Format: int64 */
            bytes: number;
            /** @description Whether it may be run as a program. */
            executable: boolean;
            /**
             * Format: uuid
             * @description Other bytes have another one.
             */
            id: string;
            name: string;
            /** @description SHA-256 of its bytes, in hexadecimal digits. */
            sha256: string;
        };
        /** @description What to change of a file that goes along. */
        ScriptFilePatch: {
            /** @description Whether it may be run as a program. */
            executable: boolean;
        };
        /**
         * @description With what a script runs: a word, for which the agent on the machine knows the program.
         * @enum {string}
         */
        ScriptInterpreter: "sh" | "bash" | "python3" | "perl";
        /**
         * @description What a parameter of a script takes.
         * @enum {string}
         */
        ScriptParameterKind: "text" | "number" | "choice" | "switch";
        /** @description What to change of a script. What runs goes on as it was. */
        ScriptPatch: {
            category?: string | null;
            description?: string | null;
            interpreter?: components["schemas"]["ScriptInterpreter"] | null;
            name?: string | null;
            parameters?: components["schemas"]["ScriptField"][] | null;
            runs_as?: components["schemas"]["ScriptRunsAs"] | null;
            team_ids?: string[] | null;
            text?: string | null;
            /** Format: int32 */
            timeout_seconds?: number | null;
        };
        /**
         * @description As whom a script runs: the user whose session it is, with administrative rights, or as the representative says.
         * @enum {string}
         */
        ScriptRunsAs: "user" | "system" | "choose";
        /** @description All scripts, without their texts. */
        Scripts: {
            scripts: components["schemas"]["Script"][];
        };
        /** @description A second factor. */
        SecondFactor: {
            /** Format: int64 */
            created_ms: number;
            id: string;
            /** @description `totp` (an authenticator app) or `passkey`. */
            kind: string;
            /** @description What its owner calls it. */
            name: string;
            /** Format: int64 */
            used_ms?: number | null;
        };
        /** @description What a sign-in waits for. Any one of them will do, within five minutes. */
        SecondFactorWanted: {
            /** @description A code of an authenticator app. */
            code: boolean;
            /** @description Options for `navigator.credentials.get`, if there is a passkey. */
            passkey?: Record<string, never>;
            recovery_code: boolean;
            /** @description Goes back with the proof. */
            token: string;
        };
        /** @description All second factors of the caller. */
        SecondFactors: {
            /** @description The oldest first. */
            factors: components["schemas"]["SecondFactor"][];
            /** @description Whether browsers make passkeys for this site. */
            passkeys: boolean;
            /**
             * Format: int64
             * @description Recovery codes that are left.
             */
            recovery_codes: number;
            /** @description Whether a rule of the site asks for a second factor. */
            required: boolean;
        };
        /** @description What to change of them. */
        SecurityChange: {
            allow_web_console?: boolean | null;
            /** Format: int32 */
            password_days?: number | null;
            /** Format: int32 */
            password_minimum?: number | null;
            /** Format: int32 */
            password_old?: number | null;
            /**
             * Format: int32
             * @description At least 9 with letters and 14 without.
             */
            session_key_length?: number | null;
            session_key_letters?: boolean | null;
        };
        /** @description A security provider. Of `open_id` and `ldap`, the one that its kind names is there. */
        SecurityProvider: {
            /**
             * Format: int64
             * @description Accounts that sign in through it.
             */
            accounts: number;
            /** @description Whether people come in who are in none of the groups. */
            admits_others: boolean;
            enabled: boolean;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description As of a person's last sign-in. */
            groups: components["schemas"]["GroupOfProvider"][];
            /** @description Whether it has a secret: that of the client, or the password of the account that looks for people. It is never told. */
            has_secret: boolean;
            id: string;
            kind: components["schemas"]["KindOfProvider"];
            ldap?: components["schemas"]["LdapProvider"] | null;
            name: string;
            open_id?: components["schemas"]["OpenIdProvider"] | null;
            /** @description Where it must send people back to, if people visit it. */
            redirect_uri: string;
        };
        /** @description All security providers, in an order. */
        SecurityProviderOrder: {
            ids: string[];
        };
        /** @description What to change of a security provider. Settings and groups are replaced as a whole; the kind stays. */
        SecurityProviderPatch: {
            admits_others?: boolean | null;
            enabled?: boolean | null;
            groups?: components["schemas"]["GroupOfProvider"][] | null;
            ldap?: components["schemas"]["LdapProvider"] | null;
            name?: string | null;
            open_id?: components["schemas"]["OpenIdProvider"] | null;
            /** @description Empty: takes it away. */
            secret?: string | null;
        };
        /** @description All security providers. */
        SecurityProviders: {
            /** @description In the order in which they are asked and shown. */
            providers: components["schemas"]["SecurityProvider"][];
            /** @description Where providers must send people back to. */
            redirect_uri: string;
        };
        /** @description Security settings. */
        SecuritySettings: {
            allow_web_console: boolean;
            /**
             * Format: int32
             * @description Days after which a password must be replaced; 0: never.
             */
            password_days: number;
            /**
             * Format: int32
             * @description Characters that a new password has at least.
             */
            password_minimum: number;
            /**
             * Format: int32
             * @description Passwords, with the one in use, that are not taken again; 0: any may be.
             */
            password_old: number;
            /** @description What one looks like. */
            session_key_example: string;
            /**
             * Format: int32
             * @description The fewest and the most that it may have, of this kind: shorter ones could be found by guessing.
             */
            session_key_least: number;
            /**
             * Format: int32
             * @description Characters of a new session key.
             */
            session_key_length: number;
            /** @description Whether session keys have letters besides digits. */
            session_key_letters: boolean;
            /** Format: int32 */
            session_key_most: number;
        };
        /** @description A file that was sent. */
        SentAttachment: {
            /** Format: int64 */
            bytes: number;
            id: string;
            name: string;
            /** @description Whether it is a picture that may be shown. */
            picture: boolean;
        };
        /** @description A running session. */
        Session: {
            custom: components["schemas"]["SessionFieldValue"][];
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. Lists have none. */
            etag?: string | null;
            /** @description The item's Jump Group then; empty: a personal list, or none. */
            group_name: string;
            id: string;
            /** @description The Jump Item; absent when a customer asked. */
            item_id?: string | null;
            method: string;
            /** @description What it is called: by the item as it was named when the session started, or by the customer. */
            name: string;
            /** @description Absent while it is nobody's: it waits in a team's queue. */
            owner_id?: string | null;
            owner_name: string;
            phase: components["schemas"]["PhaseOfSession"];
            /** Format: int64 */
            phase_since_ms: number;
            /** @description The queue that it waits in; empty: in none. */
            queue_name: string;
            /** @description Who is in it, the longest first; nobody in one that waits or is on hold. */
            representatives: components["schemas"]["RepInSession"][];
            /** Format: int64 */
            started_ms: number;
        };
        /** @description What to change of a running session. */
        SessionChange: {
            /** @description Values of custom fields by code name, at most 16 of at most 256 bytes each; null or an empty text takes one away. Fields that are not named stay. */
            custom?: {
                [key: string]: string | null;
            } | null;
        };
        /** @description A custom field, as whoever starts sessions knows it. */
        SessionField: {
            code_name: string;
            name: string;
            /** @description Whether representatives see it in the session. */
            shown: boolean;
        };
        /** @description A custom field of a session. */
        SessionFieldValue: {
            code_name: string;
            /** @description As the field was called when it was set. */
            name: string;
            /** @description Whether representatives see it. */
            shown: boolean;
            value: string;
        };
        /** @description Custom fields that a session can be started with. */
        SessionFields: {
            fields: components["schemas"]["SessionField"][];
        };
        /** @description What invites a customer with a session key, as a message. */
        SessionKeyInvitation: {
            subject: string;
            /** @description Plain text of several lines. */
            text: string;
        };
        /** @description Those of the caller, newest first. */
        SessionKeys: {
            /**
             * Format: int32
             * @description Longest validity of a new one, in minutes.
             */
            longest_minutes: number;
            /** @description Whether the site sends mail, and so can send a key. */
            sends_mail: boolean;
            session_keys: components["schemas"]["OpenSessionKey"][];
            /** @description Public sites that the caller may make keys for and a customer can come by, the default one first where it is among them. */
            sites: components["schemas"]["KeySite"][];
        };
        /** @description What everybody may do inside sessions where nobody says otherwise. */
        SessionPermissions: {
            permissions: {
                [key: string]: components["schemas"]["SettingValue"];
            };
        };
        /** @description All session policies. */
        SessionPolicies: {
            policies: components["schemas"]["SessionPolicy"][];
        };
        /** @description A session policy. */
        SessionPolicy: {
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Whether people without an account can be invited with it: it says what they may at most. */
            external: boolean;
            id: string;
            /**
             * Format: int64
             * @description Number of Jump Items that name it.
             */
            items: number;
            name: string;
            /** @description `allow`, `ask_once`, `ask_each` or `deny`, by key. What is not there is not defined: the next one in line is asked. */
            permissions: {
                [key: string]: components["schemas"]["SettingValue"];
            };
            /** @description Names of the public sites that name it. */
            sites: string[];
        };
        /** @description What to change of a session policy. Permissions are replaced as a whole. */
        SessionPolicyChange: {
            description?: string | null;
            external?: boolean | null;
            name?: string | null;
            permissions?: {
                [key: string]: components["schemas"]["SettingValue"];
            } | null;
        };
        /** @description Everything of a session but its log. */
        SessionReport: components["schemas"]["SessionReportLine"] & {
            /** @description Those that representatives see; all, for those who have `admin.status`. */
            custom: components["schemas"]["SessionFieldValue"][];
            customer?: components["schemas"]["ReportCustomer"] | null;
            /**
             * Format: int64
             * @description From its start to its end, or until now.
             */
            duration_ms: number;
            /** @description The Jump Item; absent when a customer asked. */
            item_id?: string | null;
            /**
             * Format: int64
             * @description Sequence of the newest entry of its log.
             */
            last_event: number;
            notes: components["schemas"]["EarlierSessionNote"][];
            /** @description Shells and scripts, as they were opened. */
            opened_shells: components["schemas"]["ReportedShell"][];
            participants: components["schemas"]["ReportParticipant"][];
            permissions: components["schemas"]["ReportPermission"][];
            /** @description Queues that it waited in, in their order; an empty name is the general queue. */
            queues: string[];
            /** @description Whether the caller may have its recordings. */
            recordings: boolean;
            /** @description Of the chat. What was moved between representative and endpoint is in the log. */
            sent_files: components["schemas"]["ReportFile"][];
            surveys: components["schemas"]["SurveyAnswers"][];
            translations: components["schemas"]["ReportLanguages"][];
        };
        /** @description A session, running or ended. */
        SessionReportLine: {
            /**
             * Format: int64
             * @description Absent while it runs.
             */
            ended_ms?: number | null;
            /** @description Why it ended, as a code; absent while it runs. */
            ended_reason?: string | null;
            /**
             * Format: int64
             * @description Files that were sent in the chat, and files and trees that were moved between representative and endpoint.
             */
            files: number;
            /** @description The item's Jump Group then; empty: a personal list, or none. */
            group_name: string;
            id: string;
            /** @description The issue that the customer chose; empty: none. */
            issue: string;
            /** @description How it came: `jump_client`, `session_key`, `issue`, `portal_rep`, `support_button`. */
            method: string;
            /** @description Of the endpoint, as it was called when the session started; or of the customer, as they said it. */
            name: string;
            /** @description The last owner; empty: nobody has taken it. */
            owner_name: string;
            /** @description Whether it is recorded. */
            recorded: boolean;
            /** @description Who was in it, each once, by when they first came. */
            representatives: string[];
            running: boolean;
            /**
             * Format: int64
             * @description Shells and scripts that were opened.
             */
            shells: number;
            /** Format: int64 */
            started_ms: number;
        };
        /** @description Some sessions, the newest first. */
        SessionReports: {
            /** @description Ask for the next ones with it as `before`; absent when there are no more. */
            next?: string | null;
            reports: components["schemas"]["SessionReportLine"][];
        };
        /**
         * @description Which step of the order decided about something inside a session.
         * @enum {string}
         */
        SessionStep: "item_policy" | "site_policy" | "group_policy" | "account" | "everybody" | "default" | "needs_view";
        /** @description Some of the running sessions, the newest first. */
        Sessions: {
            /** @description Ask for the next ones with it as `before`; absent when there are no more. */
            next?: string | null;
            sessions: components["schemas"]["Session"][];
        };
        /**
         * @description What becomes of the sessions.
         * @enum {string}
         */
        SessionsAtSignOut: "hold" | "end";
        /** @description A password for somebody else. */
        SetPassword: {
            must_change_password: boolean;
            password: string;
        };
        /** @description A setting of the account. */
        SettingAnswer: {
            key: string;
            /** @description Name of the policy, if one says it. */
            policy?: string | null;
            source: components["schemas"]["ValueSource"];
            value: components["schemas"]["SettingValue"];
        };
        /** @description What a setting is: `true` or `false`, a whole number, `allow`, `ask_once`, `ask_each` or `deny`, `nothing`, `own`, `team` or `all`, the id of a Jump Item Role, `every` or a list of ids of public sites, a list of absolute paths (at most 16, each of at most 512 bytes, without `..`; none of them: everywhere), or a list of rules about what is typed at the prompts of shells (at most 64). Its kind in the catalogue says which. */
        SettingValue: boolean | number | string | string[] | components["schemas"]["CommandRuleValue"][];
        /** @description Somebody who wants to sign in. */
        SignIn: {
            password: string;
            username: string;
        };
        /** @description How far a sign-in came: one of the two is there. */
        SignInAnswer: {
            me?: components["schemas"]["Me"] | null;
            second_factor?: components["schemas"]["SecondFactorWanted"] | null;
        };
        /** @description What an account or a policy says of signing in; what it does not say is left to the others. */
        SignInLimits: {
            hours?: components["schemas"]["HoursRule"] | null;
            networks?: components["schemas"]["NetworksRule"] | null;
        };
        /**
         * @description What keeps an account from signing in.
         * @enum {string}
         */
        SignInObstacle: "disabled" | "ended" | "locked" | "network" | "hour";
        /** @description The factor that a sign-in waits for: one of the three. */
        SignInProof: {
            code?: string | null;
            /** @description The answer of `navigator.credentials.get`, with its bytes in base64url. */
            passkey?: Record<string, never> | null;
            recovery_code?: string | null;
            token: string;
        };
        /** @description A security provider that people visit. */
        SignInProvider: {
            id: string;
            name: string;
        };
        /** @description All that can be chosen on the sign-in page. */
        SignInProviders: {
            /** @description In their order. */
            providers: components["schemas"]["SignInProvider"][];
        };
        /** @description One thing that stands in the way of a sign-in. */
        SignInRefusal: {
            /** @description Name of the group policy, if one says it. */
            policy?: string | null;
            reason: components["schemas"]["SignInObstacle"];
            source?: components["schemas"]["ValueSource"] | null;
            /**
             * Format: int64
             * @description When it is over by itself, if that is known.
             */
            until_ms?: number | null;
        };
        /** @description Whether the account could sign in. */
        SignInSimulation: {
            address?: string | null;
            /** Format: int64 */
            at_ms: number;
            factor: components["schemas"]["FactorOutcome"];
            /** @description Name of the group policy that asks for it, if one does. */
            factor_policy?: string | null;
            factor_source?: components["schemas"]["ValueSource"] | null;
            /** @description Kinds of factors that the account has: `totp`, `passkey`. */
            factors: string[];
            password: components["schemas"]["PasswordOutcome"];
            /** @description Nothing: it could. */
            refusals: components["schemas"]["SignInRefusal"][];
        };
        /** @description Somebody who wants to sign out. */
        SignOut: {
            sessions: components["schemas"]["SessionsAtSignOut"];
        };
        /** @description Somebody who is signed in. */
        SignedInUser: {
            address: string;
            /** @description Whether a console is open. */
            console: boolean;
            display_name: string;
            login_id: string;
            /** @description The security provider that the account signs in through. */
            provider?: string | null;
            /** Format: int64 */
            since_ms: number;
            user_id: string;
        };
        /** @description Everything that would hold, and why. */
        Simulation: {
            item?: components["schemas"]["ItemExplanation"] | null;
            settings: components["schemas"]["SettingAnswer"][];
            sign_in: components["schemas"]["SignInSimulation"];
            site?: components["schemas"]["SiteExplanation"] | null;
        };
        /** @description What holds in sessions that come by the public site. */
        SiteExplanation: {
            /** @description Whether a person is supposed to be at the endpoint. */
            attended: boolean;
            name: string;
            permissions: components["schemas"]["PermissionAnswer"][];
        };
        /** @description The site. */
        SiteFacts: {
            name: string;
            version: string;
        };
        /** @description A message at the top of a site. */
        SiteNotice: {
            /** @description Only while no representative is there. */
            away?: boolean;
            /**
             * Format: int64
             * @description Not before; without it, at once.
             */
            from_ms?: number | null;
            /** @description Whether it is switched on. */
            on: boolean;
            /** @description Plain text in the site's default language, at most 1024 bytes. */
            text: string;
            /** @description The same in others, by language. Where there is none, the default language's is shown. */
            texts?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Not from then on; without it, for as long as it is switched on.
             */
            until_ms?: number | null;
        };
        /** @description A session policy, by name. */
        SitePolicy: {
            id: string;
            name: string;
        };
        /** @description A skill. */
        Skill: {
            code_name: string;
            description: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            /** @description Names of the support issues that need it; while there are any, it cannot be removed. */
            issues: string[];
            name: string;
            /**
             * Format: int64
             * @description Accounts that have it.
             */
            people: number;
        };
        /** @description A skill, by name. */
        SkillName: {
            id: string;
            name: string;
        };
        /** @description What to change of a skill. */
        SkillPatch: {
            code_name?: string | null;
            description?: string | null;
            name?: string | null;
        };
        /** @description All skills. */
        Skills: {
            skills: components["schemas"]["Skill"][];
        };
        /**
         * @description How the conversation with the mail server is protected.
         * @enum {string}
         */
        SmtpSecurity: "tls" | "start_tls" | "plain";
        /** @description The state of the site. */
        Status: {
            counts: components["schemas"]["Counts"];
            health: components["schemas"]["HealthOf"][];
            host_name: string;
            signed_in: components["schemas"]["SignedInUser"][];
            site: string;
            /** Format: int64 */
            started_ms: number;
            version: string;
        };
        /** @description A Support Button on a machine. */
        SupportButton: {
            /** Format: int64 */
            created_ms: number;
            description: string;
            /** Format: int64 */
            expires_ms: number;
            id: string;
            /** @description The issue, whose team's queue it leads to; empty: there is none. */
            issue_name: string;
            /** @description What its machine called itself. */
            machine: string;
            made_by: string;
            profile_name: string;
            queue: components["schemas"]["ButtonQueue"];
            state: components["schemas"]["SupportButtonState"];
            /**
             * Format: int64
             * @description When it last started a session.
             */
            used_ms?: number | null;
            /** Format: int64 */
            uses: number;
        };
        /** @description What a Support Button can be made of in a session. One's own queue is always there. */
        SupportButtonChoices: {
            issues: components["schemas"]["ButtonIssueChoice"][];
            profiles: components["schemas"]["ButtonProfileChoice"][];
            teams: components["schemas"]["ButtonTeamChoice"][];
        };
        /** @description An installer of Support Buttons, without its token. */
        SupportButtonInstaller: {
            /**
             * Format: int64
             * @description For how many days its buttons can be used.
             */
            button_days: number;
            created_by: string;
            /** Format: int64 */
            created_ms: number;
            description: string;
            /** Format: int64 */
            expires_ms: number;
            id: string;
            issue_name: string;
            profile_name: string;
            queue: components["schemas"]["ButtonQueue"];
            /** Format: int64 */
            uses: number;
            /** Format: int64 */
            uses_allowed: number;
            /** @description Whether it can still be used. */
            valid: boolean;
        };
        /** @description All installers, the newest first. */
        SupportButtonInstallers: {
            installers: components["schemas"]["SupportButtonInstaller"][];
        };
        /** @description How Support Buttons look, and which public site their sessions belong to. */
        SupportButtonProfile: {
            /** @description What the desktop says of it; at most 200 bytes. */
            comment: string;
            /** @description The one of every button whose profile was removed; it stays. */
            default: boolean;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Whether it has an icon of its own. */
            icon: boolean;
            id: string;
            /** @description What stands below the icon; at most 40 bytes. */
            label: string;
            name: string;
            /** @description `null`: the default one. */
            site_id?: string | null;
            site_name: string;
        };
        /** @description What to change of a profile. Buttons that are on machines already keep how they look. */
        SupportButtonProfilePatch: {
            comment?: string | null;
            label?: string | null;
            name?: string | null;
            /**
             * Format: uuid
             * @description `null`: the default one.
             */
            site_id?: string | null;
        };
        /** @description All profiles. */
        SupportButtonProfiles: {
            profiles: components["schemas"]["SupportButtonProfile"][];
        };
        /**
         * @description Whether a button starts sessions.
         * @enum {string}
         */
        SupportButtonState: "active" | "expired" | "withdrawn";
        /** @description Support Buttons, the newest first. */
        SupportButtons: {
            buttons: components["schemas"]["SupportButton"][];
        };
        /** @description A survey. */
        Survey: {
            /**
             * Format: int64
             * @description How often it was answered.
             */
            answered: number;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            name: string;
            questions: components["schemas"]["SurveyQuestion"][];
            /** @description Names of the public sites that ask it. */
            sites: string[];
        };
        /** @description What somebody answered at the end of a session. */
        SurveyAnswers: {
            answers: components["schemas"]["GivenAnswer"][];
            /** Format: int64 */
            at_ms: number;
            /** @description What they were called. */
            name: string;
            /** Format: int64 */
            number: number;
            /** @description The representative; absent: the customer. */
            representative_id?: string | null;
            session_id: string;
            session_name: string;
            /** Format: int64 */
            session_started_ms: number;
            survey_id: string;
            survey_name: string;
        };
        /** @description What to change of a survey, or what one is made of. Questions are replaced as a whole. */
        SurveyPatch: {
            /** @description Must be said for a new one. */
            name?: string | null;
            /** @description 1 to 20; must be said for a new one. */
            questions?: components["schemas"]["SurveyQuestion"][] | null;
        };
        /** @description A question. Texts have at most 256 bytes. */
        SurveyQuestion: {
            /** @description Of a choice: 2 to 12. */
            choices?: string[];
            /** @description Of a scale: what its highest step means. */
            high?: string;
            kind: components["schemas"]["QuestionType"];
            /** @description Of a scale: what its lowest step means. */
            low?: string;
            /**
             * Format: int32
             * @description Of a scale: its highest step, 2 to 10.
             */
            most?: number;
            required?: boolean;
            /** @description Of a choice: whether several can be chosen. */
            several?: boolean;
            text: string;
        };
        /** @description All surveys. */
        Surveys: {
            surveys: components["schemas"]["Survey"][];
        };
        /** @description A team. */
        Team: {
            /** @description Names of the canned messages that are for it; while there are any, it cannot be removed. */
            canned_messages: string[];
            comments: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            id: string;
            /** @description Names of the support issues that it handles; while there are any, it cannot be removed. */
            issues: string[];
            /** @description The highest ranks first. */
            members: components["schemas"]["NamedTeamMember"][];
            name: string;
            /** @description The rules of its queue. */
            rules: components["schemas"]["QueueRulesBody"];
            /** @description Names of the canned scripts that are for it; while there are any, it cannot be removed. */
            scripts: string[];
        };
        /** @description A team, by name. */
        TeamName: {
            id: string;
            name: string;
        };
        /** @description What to change of a team. Members and rules are replaced as a whole. */
        TeamPatch: {
            comments?: string | null;
            members?: components["schemas"]["MemberOfTeam"][] | null;
            name?: string | null;
            rules?: components["schemas"]["QueueRulesBody"] | null;
        };
        /** @description A team with those of it who can be asked. */
        TeamThere: {
            id: string;
            name: string;
            /** @description Whether the caller is in it. */
            own: boolean;
            representatives: components["schemas"]["RepresentativeThere"][];
        };
        /** @description All teams. */
        Teams: {
            teams: components["schemas"]["Team"][];
        };
        /** @description What a site says in one language besides its default one. What is empty or missing its default language says. */
        TextsOfSite: {
            /** @default  */
            agreement: string;
            /** @default  */
            title: string;
            /** @default  */
            welcome: string;
        };
        /** @description A ticket for a link: single use. */
        Ticket: {
            /** Format: int64 */
            expires_ms: number;
            ticket: string;
        };
        /** @description A token (RFC 6749, 5.1). */
        Token: {
            access_token: string;
            /**
             * Format: int64
             * @description Seconds.
             */
            expires_in: number;
            scope: string;
            /** @description `Bearer`. */
            token_type: string;
        };
        /** @description Why there is no token (RFC 6749, 5.2). */
        TokenError: {
            error: string;
            error_description: string;
        };
        /** @description What a program asks a token with (RFC 6749, 4.4). The client may be named in the header `Authorization: Basic` instead. */
        TokenRequest: {
            client_id?: string | null;
            client_secret?: string | null;
            /** @description `client_credentials`. */
            grant_type: string;
            /** @description Scopes with spaces between them; all that the account has if nothing is said. */
            scope?: string | null;
        };
        /** @description A code of the new app. */
        TotpProof: {
            code: string;
            /** @description What to call it. */
            name: string;
        };
        /** @description A secret for an authenticator app. It counts when a code of it was shown. */
        TotpSecret: {
            /** @description The same to be typed, in base 32. */
            secret: string;
            /** @description `otpauth://totp/…`, for a QR code. */
            uri: string;
        };
        /** @description What to change of it. */
        TranslationPatch: {
            address?: string | null;
            authorities?: string | null;
            /** @description Empty: the service wants none. Must be sent again when the address or the authorities change. */
            key?: string | null;
            language?: string | null;
        };
        /** @description How the chat is translated. Without an address it is not. */
        TranslationSetup: {
            /** @description Address of a service that speaks the protocol of LibreTranslate; empty: nothing is translated. */
            address: string;
            /** @description Certificate authorities in PEM form; empty: those that the system trusts. */
            authorities: string;
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Whether there is a key. It is never told. */
            has_key: boolean;
            /** @description Code of the language that representatives read and write. */
            language: string;
            /** @description Codes of the languages of customers that the service knew when this was saved. */
            languages: string[];
        };
        /**
         * @description How a directory is reached.
         * @enum {string}
         */
        Transport: "tls" | "start_tls" | "plain";
        /** @description One thing that was tried. */
        TrialOfProvider: {
            /** @description What was tried, and what came of it. */
            told: string;
            /** @description It works as far as can be seen, and there is something to know about it. */
            warns: boolean;
            works: boolean;
        };
        /** @description An account. */
        User: {
            administrator: boolean;
            /** Format: int64 */
            created_ms: number;
            disabled: boolean;
            display_name: string;
            email: string;
            /**
             * Format: int64
             * @description When it ends by itself.
             */
            expires_ms?: number | null;
            /** @description Jump Groups that it is assigned to itself. */
            groups: components["schemas"]["GroupAssignment"][];
            id: string;
            /** Format: int64 */
            last_login_ms?: number | null;
            /**
             * Format: int64
             * @description There while it is locked after wrong passwords.
             */
            locked_until_ms?: number | null;
            must_change_password: boolean;
            /** @description The security provider that it signs in through; without one it has a password of this site's own. */
            provider?: string | null;
            /** @description What it says of its own rights, by key; its group policies may say otherwise. */
            settings: {
                [key: string]: components["schemas"]["SettingValue"];
            };
            /** @description What it says itself of signing in; its group policies may say otherwise. */
            sign_in: components["schemas"]["SignInLimits"];
            username: string;
        };
        /** @description Several accounts, and what to do to each. */
        UserBatch: {
            /** @description 1 to 100. */
            ids: string[];
            task: components["schemas"]["UserBatchTask"];
        };
        /** @description What to do to each account. */
        UserBatchTask: {
            /** @enum {string} */
            action: "disable";
        } | {
            /** @enum {string} */
            action: "enable";
        } | {
            /** @enum {string} */
            action: "sign_out";
        } | {
            /** @enum {string} */
            action: "require_new_password";
        } | {
            /** @enum {string} */
            action: "join_policy";
            /** Format: uuid */
            policy_id: string;
        } | {
            /** @enum {string} */
            action: "leave_policy";
            /** Format: uuid */
            policy_id: string;
        } | {
            /** @enum {string} */
            action: "remove";
            /** @description What becomes of the Jump Items in its personal list: `removed`, or the id of the Jump Group that they go to. Without a word the account stays if there are any. */
            personal_items?: string | null;
        };
        /** @description What to change of an account. */
        UserChange: {
            administrator?: boolean | null;
            disabled?: boolean | null;
            display_name?: string | null;
            email?: string | null;
            /**
             * Format: int64
             * @description `null`: it does not end by itself.
             */
            expires_ms?: number | null;
            /** @description Replaced as a whole. */
            groups?: components["schemas"]["GroupAssignment"][] | null;
            /** @description Replaced as a whole. */
            settings?: {
                [key: string]: components["schemas"]["SettingValue"];
            } | null;
            sign_in?: components["schemas"]["SignInLimits"] | null;
            /** @description Replaced as a whole. */
            skills?: string[] | null;
            username?: string | null;
        };
        /** @description An account, with what holds for it and why. */
        UserDetails: components["schemas"]["User"] & {
            /** @description What holds, by key: also what may be done inside sessions, as far as the account or its policies define it. */
            effective: components["schemas"]["SettingAnswer"][];
            /** @description Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile. */
            etag?: string | null;
            /** @description Its group policies, from top to bottom. */
            policies: components["schemas"]["PolicyName"][];
            /** @description What it is good at, by name. */
            skills: components["schemas"]["SkillName"][];
        };
        /** @description A page of accounts. */
        Users: {
            /**
             * Format: int64
             * @description Accounts on all pages.
             */
            total: number;
            users: components["schemas"]["User"][];
        };
        /**
         * @description Where a value comes from.
         * @enum {string}
         */
        ValueSource: "group_policy" | "account" | "default";
        /** @description The page of the provider. */
        VisitAddress: {
            url: string;
        };
        /** @description How a visit ended: one of the first two is there. */
        VisitEnded: {
            me?: components["schemas"]["Me"] | null;
            /** @description Where the caller wanted to go. */
            return_path: string;
            second_factor?: components["schemas"]["SecondFactorWanted"] | null;
        };
        /** @description What the provider gave somebody to bring back. */
        VisitResult: {
            code: string;
            iss?: string | null;
            state: string;
        };
        /** @description Somebody who goes to a provider. */
        VisitStart: {
            /** @description Have the provider ask again who it is, also if it knows. */
            anew?: boolean;
            /** @description Where to go afterwards: an address below `/console` or `/login`. Others are not followed. */
            return_path: string;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        WeekDay: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        /** @description Hours of the week by the wall clock of a time zone. */
        WeekHours: {
            /** @description As `Europe/Berlin`. */
            time_zone: string;
            /** @description Any of them will do. */
            windows: components["schemas"]["WeekWindow"][];
        };
        /** @description A part of some days; one that ends before it begins goes on over midnight, one that ends when it begins is the whole day. */
        WeekWindow: {
            /** @description Days that it begins on. */
            days: components["schemas"]["WeekDay"][];
            /** @description As `08:00`. */
            from: string;
            /** @description As `18:00`. */
            to: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPrograms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiAccounts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProgram: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiAccount"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeApiAccount"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewProgram: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiAccount"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeProgram: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editProgram: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiAccountPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiAccount"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewProgramSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeApiAccount"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendAttachment: {
        parameters: {
            query: {
                /** @description The session; the caller is in it. */
                session_id: string;
                /** @description What the file is called. */
                name: string;
                /** @description Random UUID: repeating the same one sends nothing twice. */
                nonce: string;
                /** @description Not for a customer's eyes. */
                reps_only?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentAttachment"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCannedMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedMessages"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCannedMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCannedMessage"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedMessage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewCannedMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedMessage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCannedMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editCannedMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedMessagePatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedMessage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCustomFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomFields"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCustomField: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCustomField"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomField"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewCustomField: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomField"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCustomField: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editCustomField: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomFieldPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomField"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendExternalAttachment: {
        parameters: {
            query: {
                /** @description The session; the caller is in it. */
                session_id: string;
                /** @description What the file is called. */
                name: string;
                /** @description Random UUID: repeating the same one sends nothing twice. */
                nonce: string;
                /** @description Not for a customer's eyes. */
                reps_only?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentAttachment"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchExternalAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewExternalChat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExternalChat"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewExternalLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationToken"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExternalLinkFacts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followExternalLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationToken"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExternalGuest"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeExternalTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExternalTicket"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGroupPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPolicies"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createGroupPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroupPolicyBody"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderGroupPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupPolicyOrder"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPolicies"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewGroupPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeGroupPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editGroupPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupPolicyChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declineAwayInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AwayDeclined"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewAwayInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationToken"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AwayFacts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIssues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issues"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createIssue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIssue"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewIssue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeIssue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editIssue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IssuePatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpGroups"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJumpGroup"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpGroup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpGroup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JumpGroupChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpGroup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInstallers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpInstallers"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createInstaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJumpInstaller"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeJumpInstaller"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeInstaller: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemRoles"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJumpItemRole"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemRole"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemRole"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JumpItemRoleChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemRole"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listItems: {
        parameters: {
            query?: {
                /** @description `all`, `personal`, or the id of a group. */
                location?: string;
                /** @description Part of a name, host name, comment, tag or address. */
                search?: string;
                /** @description Only those that are so. */
                status?: "online" | "offline" | "uninstalled";
                sort?: "name" | "method" | "group" | "status" | "last_accessed";
                order?: "asc" | "desc";
                /** @description From 1. */
                page?: number;
                /** @description At most 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemPage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchItems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemBatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findItems: {
        parameters: {
            query?: {
                /** @description Part of the name, host name, comments or an address; not of the tag. */
                search_string?: string | null;
                /** @description Part of the machine's own name. */
                "client.hostname"?: string | null;
                /** @description Part of the comments. */
                "client.comments"?: string | null;
                /** @description Part of the tag. */
                "client.tag"?: string | null;
                /** @description Part of the address that it connects from. */
                "client.public_ip"?: string | null;
                /** @description One of its own addresses, whole. */
                "client.private_ip"?: string | null;
                /** @description Code name of how it is reached, whole: `jump_client`. */
                "jump.method"?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundItems"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFrequent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItems"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemDetails"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JumpItemChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpItemDetails"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLocations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JumpLocations"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInProof"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyAsked"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSignInProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInProviders"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginVisit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitStart"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitAddress"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgottenPassword"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetToken"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetFacts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishVisit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitResult"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitEnded"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOut"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beActive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginAgain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgainWanted"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveAgain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgainProof"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewOwnChat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnChat"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnLogins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnLogins"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOwnLogin: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOwnPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainMe: {
        parameters: {
            query?: {
                /** @description Id of a Jump Item that the caller sees. */
                item?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnScripts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnScripts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactors"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOffer"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyProof"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpSecret"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpProof"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeOwnFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewOwnSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSurvey"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answerOwnSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnAnswers"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Refused. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description Refused. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewCatalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionCatalogue"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPublicSites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSites"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPublicSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicSitePatch"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSite"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewPublicSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSite"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePublicSite: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editPublicSite: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicSitePatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSite"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewPublicSiteLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setPublicSiteLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSite"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePublicSiteLogo: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecord: {
        parameters: {
            query?: {
                kind?: "user" | "login" | "session" | "jump_group" | "jump_item" | "jump_installer" | "jump_item_role" | "group_policy" | "session_policy" | "team" | "custom_field" | "skill" | "issue" | "canned_message" | "script" | "api_account" | "security_provider" | "public_site" | "survey" | "support_button_profile" | "support_button_installer" | "support_button" | "group_policy_order" | "security_provider_order" | "setting";
                /** @description Only about this thing. */
                id?: string | null;
                /** @description Only by authors whose name contains this text. */
                author?: string | null;
                /** @description Only about things whose name contains this text. */
                search?: string | null;
                /** @description Not before; milliseconds since 1970. */
                from?: number | null;
                /** @description Not after; milliseconds since 1970. */
                to?: number | null;
                /** @description Only entries with a smaller number. */
                before?: number | null;
                /** @description How many at most, 1 to 200; 50 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordPage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkRecord: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordChecked"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRepresentatives: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Representatives"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listScripts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scripts"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createScript: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScript"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Script"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewScript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Script"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeScript: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editScript: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScriptPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Script"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    giveScriptFile: {
        parameters: {
            query: {
                /** @description Letters, digits, `.`, `_` and `-`; the first a letter, a digit or `_`. A file of this name makes room for the new one. */
                name: string;
                /** @description Whether it may be run as a program. */
                executable?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Script"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchScriptFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                resource: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeScriptFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                resource: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeScriptFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                resource: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScriptFilePatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Script"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityProviders"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSecurityProvider"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityProvider"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityProviderOrder"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityProviders"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityProvider"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityProviderPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityProvider"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderTestRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderTestResult"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionFields"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionKeys"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeSessionKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSessionKey"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSessionKey"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawSessionKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSessionKeyInvitation: {
        parameters: {
            query?: {
                /** @description One of those that the key's public site offers; absent: its default language. */
                language?: components["schemas"]["PortalLanguage"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionKeyInvitation"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mailSessionKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailedSessionKey"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPolicies"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSessionPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSessionPolicyBody"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSessionPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSessionPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSessionPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionPolicyChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPolicy"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionReports: {
        parameters: {
            query?: {
                /** @description Only those with this text in the name of their endpoint or customer, of their owner, or of somebody who was in them. */
                search?: string | null;
                /** @description Only those that started at this moment or later. */
                from_ms?: number | null;
                /** @description Only those that started at this moment or earlier. */
                to_ms?: number | null;
                /** @description Only those that this user was in. */
                rep?: string | null;
                /** @description Only those with this Jump Item. */
                item?: string | null;
                /** @description Only those that came in this way. */
                method?: string | null;
                /** @description Only those that started before this one. */
                before?: string | null;
                /** @description How many at most, 1 to 200; 50 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionReports"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSessionReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionReport"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionReportEvents: {
        parameters: {
            query?: {
                /** @description Only entries with a larger sequence. */
                after?: number | null;
                /** @description How many at most, 1 to 500; 500 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportEvents"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchReportFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchShellRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                shell: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-asciicast": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchShellTranscript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                shell: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRunningSessions: {
        parameters: {
            query?: {
                /** @description Only those with this text in their own name, or in that of their owner, their queue or one of their representatives. */
                search?: string | null;
                /** @description Only those with this Jump Item. */
                item?: string | null;
                /** @description Only those that started before this one. */
                before?: string | null;
                /** @description How many at most, 1 to 200; 50 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewRunningSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEarlierSessions: {
        parameters: {
            query?: {
                /** @description Only those that started before this one. */
                before?: string | null;
                /** @description How many at most, 1 to 200; 50 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarlierSessions"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewChatSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editChatSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    consoleState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleState"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailTestRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailTestResult"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewRouting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingSettings"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editRouting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutingPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingSettings"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSecurity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecuritySettings"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSecurity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecurityChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecuritySettings"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewEverybody: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPermissions"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editEverybody: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionPermissions"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPermissions"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewTranslation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranslationSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTranslation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editTranslation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TranslationPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranslationSetup"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    simulate: {
        parameters: {
            query: {
                /** @description Id of an account. */
                user: string;
                /** @description Id of a Jump Item. */
                item?: string;
                /** @description Id of a public site, in place of an item: what holds in sessions that come by it. */
                site?: string;
                /** @description Whether a person is supposed to be at the endpoint; without it, as its agent says, and yes for a public site. */
                attended?: boolean;
                /** @description IP address that the account is supposed to sign in from; without it nothing is said of networks. */
                address?: string;
                /** @description Moment that it is supposed to sign in at, milliseconds since 1970; now if nothing is said. */
                at?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSkills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skills"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSkill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSkill"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skill"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSkill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skill"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSkill: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSkill: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkillPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skill"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endLogin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listButtonInstallers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonInstallers"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createButtonInstaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupportButtonInstaller"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeSupportButtonInstaller"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeButtonInstaller: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listButtonProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonProfiles"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createButtonProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupportButtonProfile"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonProfile"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewButtonProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonProfile"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeButtonProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editButtonProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupportButtonProfilePatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonProfile"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewButtonIcon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setButtonIcon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonProfile"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeButtonIcon: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupportButtons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtons"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listButtonChoices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportButtonChoices"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawSupportButton: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSurveyAnswers: {
        parameters: {
            query?: {
                /** @description Only of this session. */
                session?: string | null;
                /** @description Only to this survey. */
                survey?: string | null;
                /** @description Only those with a smaller number. */
                before?: number | null;
                /** @description How many at most, 1 to 200; 50 if nothing is said. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswersPage"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSurveys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Surveys"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveyPatch"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSurvey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSurvey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveyPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTeams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Teams"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeam"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewTeam: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Part of a user name, name or e-mail address. */
                search?: string;
                /** @description From 1. */
                page?: number;
                /** @description At most 200. */
                limit?: number;
                /** @description Only those that are so. */
                state?: "active" | "closed" | "locked";
                /** @description Only administrators, or only the others. */
                administrator?: boolean;
                /** @description By what; the user name if nothing is said. */
                sort?: "username" | "name" | "last_login";
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserBatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countBelongings: {
        parameters: {
            query: {
                /** @description Ids of 1 to 100 accounts, with commas between them. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Belongings"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    viewUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeUser: {
        parameters: {
            query?: {
                /** @description What becomes of the Jump Items in its personal list: `removed`, or the id of the Jump Group that they go to. Without a word the account stays if there are any. */
                personal_items?: string;
            };
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPassword"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeUserFactors: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what is to be changed, in quotes, as it was read. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address and the headers are longer than 32 KiB. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
